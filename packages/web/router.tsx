// The pages and their addresses. Each is loaded when it is opened first; an address holds all that makes a page what it shows.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from "@tanstack/react-router";
import { z } from "zod";
import { CONTRACT_TABS } from "./contract/tabs.ts";
import { Frame } from "./frame/frame.tsx";
import { PageError, PageMissing } from "./frame/page-error.tsx";
import { Home } from "./home/home.tsx";

const root = createRootRoute({ component: Frame, errorComponent: PageError, notFoundComponent: PageMissing });

/** What an address holds that no page knows is left out; it breaks nothing. */
const searchOf =
  <Shape extends z.ZodObject>(shape: Shape) =>
  (search: Record<string, unknown>): z.output<Shape> =>
    shape.parse(search);

const word = z.coerce.string().max(200).optional().catch(undefined);

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: Home,
  validateSearch: searchOf(
    z.object({
      view: z.enum(["board", "list"]).optional().catch(undefined),
      show: z.enum(["open", "over", "all"]).optional().catch(undefined),
      q: word,
    }),
  ),
});
const needsMe = createRoute({
  getParentRoute: () => root,
  path: "/needs-me",
  component: lazyRouteComponent(() => import("./needs-me/needs-me.tsx"), "NeedsMe"),
  validateSearch: searchOf(z.object({ question: word })),
});
const newContract = createRoute({
  getParentRoute: () => root,
  path: "/new",
  component: lazyRouteComponent(() => import("./new-contract/new-contract.tsx"), "NewContract"),
  validateSearch: searchOf(z.object({ path: word })),
});
const contract = createRoute({
  getParentRoute: () => root,
  path: "/contracts/$id",
  component: lazyRouteComponent(() => import("./contract/contract-page.tsx"), "ContractPage"),
  validateSearch: searchOf(
    z.object({
      task: word,
      tab: z.enum(CONTRACT_TABS).optional().catch(undefined),
      message: word,
      checkpoint: word,
      restoration: word,
    }),
  ),
});
const timeline = createRoute({
  getParentRoute: () => root,
  path: "/timeline",
  component: lazyRouteComponent(() => import("./timeline/timeline-page.tsx"), "TimelinePage"),
  validateSearch: searchOf(
    z.object({
      contract: word,
      task: word,
      at: z.coerce.number().int().optional().catch(undefined),
      type: word,
      see: z.enum(["files", "changes"]).optional().catch(undefined),
    }),
  ),
});
const compare = createRoute({
  getParentRoute: () => root,
  path: "/compare/$id",
  component: lazyRouteComponent(() => import("./timeline/compare-page.tsx"), "ComparePage"),
});
const machines = createRoute({
  getParentRoute: () => root,
  path: "/machines",
  component: lazyRouteComponent(() => import("./machines/machines.tsx"), "Machines"),
});
const usage = createRoute({
  getParentRoute: () => root,
  path: "/usage",
  component: lazyRouteComponent(() => import("./usage/usage-page.tsx"), "UsagePage"),
  validateSearch: searchOf(
    z.object({
      span: z.enum(["7", "30", "90"]).optional().catch(undefined),
      what: z.enum(["cost", "tokens"]).optional().catch(undefined),
    }),
  ),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/settings.tsx"), "Settings"),
});

const tree = root.addChildren([
  home,
  needsMe,
  newContract,
  contract,
  timeline,
  compare,
  machines,
  usage,
  settings,
]);

export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    scrollRestoration: true,
    ...(history === undefined ? {} : { history }),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
