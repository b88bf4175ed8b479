// The sheet with all keys.
import { Sheet } from "../parts/sheet.tsx";
import { frameTexts } from "../texts/frame.ts";

const texts = frameTexts.keys;

export function KeysSheet({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title={texts.title} onClose={onClose}>
      <div className="keys">
        <KeyList title={texts.everywhere} list={texts.list} />
        <KeyList title={texts.lists} list={texts.listList} />
        <KeyList title={texts.needsMe} list={texts.needsMeList} />
      </div>
    </Sheet>
  );
}

function KeyList({ title, list }: { title: string; list: Readonly<Record<string, string>> }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {Object.entries(list).map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key, place) => (
                <kbd key={`${key}${place}`}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
