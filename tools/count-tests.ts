// Counts the tests of vitest's JSON reports, and names those that failed.

/** Lines of a failure's message that are told: enough for what was expected and what came. */
const messageLines = 6;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The shape of the report as far as it is read. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: ReadonlyArray<{
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }>;
  }>;
}

/**
 * The counts of one run. A file that failed without a failed test (it did not load, or a hook of it threw) is one
 * failure, and so is a run that ended badly otherwise, or without a report.
 */
export function countTests({ code, report }: { code: number; report: string | undefined }): Counts {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    report,
  ) as Report;
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  ).length;
  const failed = numFailedTests + brokenFiles;
  return {
    passed: numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}

/** A line for each test or whole file that failed, and the beginning of its message below it; one for a run that ended badly otherwise. */
export function namesOfFailed({
  project,
  code,
  report,
}: {
  project: string;
  code: number;
  report: string | undefined;
}): string[] {
  const results = report === undefined ? [] : (JSON.parse(report) as Report).testResults;
  const names = results.flatMap((file) => {
    if (file.status !== "failed") return [];
    const tests = file.assertionResults.filter(({ status }) => status === "failed");
    if (tests.length === 0) return told(file.name, file.message);
    return tests.flatMap((one) => told(`${file.name} › ${one.fullName}`, one.failureMessages.join("\n")));
  });
  if (code === 0 || names.length > 0) return names;
  return [`✗ ${project}: no test of it failed, but something outside of them did; its lines above tell what`];
}

function told(name: string, message: string): string[] {
  const begin = message.split("\n").slice(0, messageLines);
  return [`✗ ${name}`, ...begin.map((line) => `    ${line}`)];
}

export function sumOf(counts: readonly Counts[]): Counts {
  const sum = (pick: (one: Counts) => number): number => counts.reduce((total, one) => total + pick(one), 0);
  return {
    passed: sum((one) => one.passed),
    failed: sum((one) => one.failed),
    skipped: sum((one) => one.skipped),
  };
}

/** `12 passed, 0 failed`, with `, 1 skipped` when there are any. */
export function inOneLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
