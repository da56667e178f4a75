/** `2 update, 1 create, 104 same`: what stays comes last. */
export function tallyText(tally: Readonly<Record<string, number>>): string {
  const words = Object.entries(tally)
    .sort(([a], [b]) => Number(a === "same") - Number(b === "same") || a.localeCompare(b))
    .map(([operation, count]) => `${count} ${operation}`);
  return words.join(", ") || "nothing";
}
