// The OpenAPI document as a file, the same that a server gives at /openapi.json.
import { openApi } from "@makima/server/doors/http/openapi";

export const openApiPage = (): string => `${JSON.stringify(openApi(), null, 2)}\n`;
