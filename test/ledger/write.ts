// Writes the ledger of rules, `npm run ledger`.

import fs from "node:fs";
import { ledgerFile, readRules } from "./ledger";
import { ledgerPage } from "./table";

fs.writeFileSync(ledgerFile, ledgerPage(readRules()));
