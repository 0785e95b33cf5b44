// Makes JSON to start from: what must be given, with values of the right shape.

/** Required fields, at most a few levels deep; where nothing is required, nothing. */
export function sampleOf(api, schema, depth = 0) {
  const resolved = api.resolve(schema);
  if (resolved.enum) return resolved.enum.find((value) => !value.endsWith("_UNSPECIFIED")) ?? resolved.enum[0];
  switch ([resolved.type].flat()[0]) {
    case "object":
      return Object.fromEntries(
        (depth > 4 ? [] : (resolved.required ?? [])).map((name) => [name, sampleOf(api, resolved.properties[name], depth + 1)]),
      );
    case "array":
      return [];
    case "integer":
    case "number":
      return Math.max(1, resolved.minimum ?? 1);
    case "boolean":
      return false;
    case "string":
      return resolved.format === "date-time" ? new Date().toISOString() : "";
    default:
      return null;
  }
}
