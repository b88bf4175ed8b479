// The face of questions: what other nouns and the doors may use.
export { answerDelivered } from "./answer-delivered.ts";
export { answerQuestion, answerWithin } from "./answer-question.ts";
export { askQuestion, type Purpose } from "./ask-question.ts";
export { decideResponse } from "./decide-response.ts";
export { expireQuestion } from "./expire-question.ts";
export { getQuestion } from "./get-question.ts";
export { listQuestions } from "./list-questions.ts";
export { markDelivered } from "./mark-delivered.ts";
export { markRestored } from "./mark-restored.ts";
export {
  lockQuestion,
  pendingQuestionsOf,
  QUESTION_COLUMNS,
  QUESTION_TABLES,
  type QuestionRow,
  readQuestion,
  showQuestion,
} from "./reader.ts";
export { withdrawQuestion } from "./withdraw-question.ts";
