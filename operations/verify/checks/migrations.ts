import { type Check, fail, inconclusive, pass, type Verdict } from "../check";
import { deployAgain, localFlag } from "../mends";
import {
  apiVersions,
  type ExecutionProperties,
  imageOf,
  shortImage,
  type WorkloadProperties,
} from "../resources";
import type { VerifyContext } from "../verifyContext";

/**
 * `migrations`: the image that api runs has migrated the database. A newer one may have done so since: going back to an
 * earlier release takes no migration back.
 */
export function migrationChecks(context: VerifyContext): Check[] {
  return [
    {
      name: "migrations",
      about: "the image that api runs has migrated the database",
      run: () => migrationsVerdict(context),
    },
  ];
}

/** What `migrations` comes to. */
export function migrationsVerdict(context: VerifyContext): Promise<Verdict> {
  return context.verdict("migrations", () => judge(context));
}

async function judge({ target }: VerifyContext): Promise<Verdict> {
  const { azure, outputs, stack } = target;
  const { migrate: name } = outputs.resourceNames;
  const id = outputs.resourceIds.migrate;
  const wanted = outputs.images.api;
  const run = `Run the migrations: npx ftl migrate ${stack}${localFlag(target)}`;
  const job = await azure.get<WorkloadProperties>(id, apiVersions.containerApps);
  if (job === undefined) return fail(`${name} is not there`, deployAgain(target));
  const image = imageOf(job.properties.template);
  if (image !== wanted) {
    return fail(
      `the job runs ${shortImage(image)}; api was deployed as ${shortImage(wanted)}`,
      `${deployAgain(target)} ${run}`,
    );
  }
  const executions = await azure.list<ExecutionProperties>(
    `${id}/executions`,
    apiVersions.containerApps,
  );
  const succeeded = executions
    .filter(({ properties }) => properties.status === "Succeeded")
    .toSorted((one, other) => timeOf(one.properties) - timeOf(other.properties));
  const last = succeeded.at(-1);
  if (last === undefined) {
    const failed =
      executions.length === 0 ? "it never ran" : `none of ${executions.length} succeeded`;
    return fail(failed, run);
  }
  const ran = imageOf(last.properties.template);
  if (ran === undefined) return inconclusive(`${last.name} doesn't say which image it ran`, run);
  if (ran === wanted) return pass(`${shortImage(ran)}, in ${last.name}`);
  const own = succeeded.findLast(({ properties }) => imageOf(properties.template) === wanted);
  return own === undefined
    ? fail(`last migrated by ${shortImage(ran)}; api is ${shortImage(wanted)}`, run)
    : pass(`${shortImage(wanted)}, in ${own.name}; since then ${shortImage(ran)}`);
}

function timeOf({ startTime = "" }: ExecutionProperties): number {
  return Date.parse(startTime) || 0;
}
