// A block of lines at the end of a terminal that is drawn again in place, with finished lines scrolling above it.

export type LiveBlock = {
  /** Draws the block anew. */
  draw(lines: readonly string[]): void;
  /** Puts lines above the block, where they stay. */
  above(...lines: readonly string[]): void;
  /** Leaves the last drawing as it stands, and the terminal as it was. */
  end(): void;
};

const csi = `${String.fromCharCode(27)}[`;

/** `rows` is read at each drawing; a block that is higher loses its last lines, since a terminal cannot go back above its top. */
export function openLiveBlock(write: (text: string) => void, rows: () => number): LiveBlock {
  let drawn: readonly string[] = [];
  // Without automatic wrapping a line that is too long stays one line, and the way back up is known.
  const paintLines = (lines: readonly string[]): string =>
    lines.map((line) => `${csi}?7l${line}${csi}K${csi}?7h\n`).join("");
  const back = (): string => (drawn.length === 0 ? "\r" : `${csi}${drawn.length}A\r`);
  return {
    draw(lines) {
      const shown = lines.slice(0, Math.max(1, rows() - 1));
      if (shown.length === drawn.length && shown.every((line, place) => line === drawn[place])) return;
      write(`${csi}?25l${back()}${csi}J${paintLines(shown)}${csi}?25h`);
      drawn = shown;
    },
    above(...lines) {
      write(`${back()}${csi}J${lines.map((line) => `${line}\n`).join("")}${paintLines(drawn)}`);
    },
    end() {
      drawn = [];
    },
  };
}
