// The OpenAPI document as a file, the same that a server gives at /openapi.json.
import { openApi } from "../../packages/server/doors/http/openapi.ts";

export const openApiPage = (): string => `${JSON.stringify(openApi(), null, 2)}\n`;
