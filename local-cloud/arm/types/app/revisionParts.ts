import type { Part } from "../../resourceType";
import { activateRevision, deactivateRevision, restartRevision } from "./revisions";
import { getRevision, listRevisions } from "./revisionView";

/**
 * Revisions as clients list and switch them. What the service says to a switch is in no published example.
 *
 * @see https://learn.microsoft.com/rest/api/containerapps/container-apps-revisions
 * @see https://github.com/Azure/azure-cli-extensions/issues/5802 (the answers; that to a restart is taken to be alike)
 */
export const revisions: Part = {
  list: ({ resource, cloud }) => listRevisions(cloud, resource),
  get: ({ resource, cloud }, name) => getRevision(cloud, resource, name),
  actions: {
    activate: ({ resource, cloud }, name) => {
      activateRevision(cloud, resource, name);
      return "Activate succeeded";
    },
    deactivate: ({ resource }, name) => {
      deactivateRevision(resource, name);
      return "Deactivate succeeded";
    },
    restart: ({ resource, cloud }, name) => {
      restartRevision(cloud, resource, name);
      return "Restart succeeded";
    },
  },
};
