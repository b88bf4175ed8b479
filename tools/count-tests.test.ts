// Shows how runs are counted, also those that ended without a count.
import { expect, test } from "vitest";
import { countTests, inOneLine, namesOfFailed, sumOf } from "./count-tests.ts";

const report = (failed: number, files: readonly object[] = []): string =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: failed,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: files,
  });

test("tests are counted as the report has them", () => {
  expect(countTests({ code: 0, report: report(0) })).toEqual({ passed: 5, failed: 0, skipped: 2 });
  expect(countTests({ code: 1, report: report(2) })).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

test("a file that did not load is a failure, one with failed tests is not counted twice", () => {
  const files = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
  ];
  expect(countTests({ code: 1, report: report(1, files) }).failed).toBe(2);
});

test("a run that ended badly without a failed test, or without a report, is a failure", () => {
  expect(countTests({ code: 1, report: report(0) }).failed).toBe(1);
  expect(countTests({ code: 124, report: undefined })).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("the closing line names skipped tests only when there are some", () => {
  const one = { passed: 1, failed: 0, skipped: 0 };
  expect(inOneLine(sumOf([one, { ...one, skipped: 2 }]))).toBe("2 passed, 0 failed, 2 skipped");
  expect(inOneLine(one)).toBe("1 passed, 0 failed");
});

test("what failed is named with the beginning of its message, a whole file too", () => {
  const files = [
    { name: "/a.test.ts", status: "failed", message: "it did not load", assertionResults: [] },
    {
      name: "/b.test.ts",
      status: "failed",
      message: "",
      assertionResults: [
        { status: "passed", fullName: "good", failureMessages: [] },
        { status: "failed", fullName: "bad", failureMessages: ["expected 1\nto be 2"] },
      ],
    },
    { name: "/c.test.ts", status: "passed", message: "", assertionResults: [] },
  ];
  expect(namesOfFailed({ project: "unit", code: 1, report: report(1, files) })).toEqual([
    "✗ /a.test.ts",
    "    it did not load",
    "✗ /b.test.ts › bad",
    "    expected 1",
    "    to be 2",
  ]);
});

test("a run that ended badly without a failed test is named itself", () => {
  const [line, ...more] = namesOfFailed({ project: "unit", code: 1, report: report(0) });
  expect(line).toMatch(/^✗ unit: no test of it failed/);
  expect(more).toEqual([]);
  expect(namesOfFailed({ project: "unit", code: 124, report: undefined })).toEqual([line]);
  expect(namesOfFailed({ project: "unit", code: 0, report: report(0) })).toEqual([]);
});
