// Which branch names are accepted: the rule is core's, the test beside this file tries it on git itself.
export { isBranchName } from "@makima/core/branch";
