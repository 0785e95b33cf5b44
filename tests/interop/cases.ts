// All that every client is asked.
import { calls } from "./cases/calls.ts";
import { failures } from "./cases/failures.ts";
import { metadata } from "./cases/metadata.ts";
import { endings } from "./cases/endings.ts";
import { sizes } from "./cases/sizes.ts";
import type { Case } from "./cases/case.ts";

export const cases: Case[] = [...calls, ...failures, ...metadata, ...endings, ...sizes];
