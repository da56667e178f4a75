import type { Redis } from "ioredis";
import type { Pool } from "pg";

/** What api's routes stand on. */
export interface ApiContext {
  readonly postgres: Pool;
  readonly redis: Redis;
  readonly variables: Readonly<
    Record<
      | "COOKIE_DOMAIN"
      | "JWT_SECRET"
      | "PUBLIC_API_URL"
      | "PUBLIC_FRONTEND_URL"
      | "REFRESH_TOKEN_SECRET",
      string
    >
  >;
  readonly isFuturesOn: boolean;
}
