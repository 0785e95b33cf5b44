using System.Reflection;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.Audit;

/// <summary>The log keeps a row as the database has it; where a number stands for a word of the protos, a reader gets the word.</summary>
public static class AuditWords
{
    private static readonly Dictionary<(string Resource, string Column), Dictionary<double, string>> Columns =
        (from table in AuditedTables.All
         from column in table.Enums
         select KeyValuePair.Create((table.Resource, column.Column), NamesOf(column.Enum))).ToDictionary();

    /// <summary>The fields of a row of this kind; null stays null, and a number that has no name stays a number.</summary>
    public static Struct? Read(string resourceType, string? fields)
    {
        if (fields is null)
            return null;
        var read = Struct.Parser.ParseJson(fields);
        foreach (var (column, value) in read.Fields)
        {
            if (value.KindCase == Value.KindOneofCase.NumberValue
                && Columns.TryGetValue((resourceType, column), out var names)
                && names.TryGetValue(value.NumberValue, out var name))
                value.StringValue = name;
        }
        return read;
    }

    private static Dictionary<double, string> NamesOf(System.Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(field => (double)(int)field.GetValue(null)!, field => field.GetCustomAttribute<OriginalNameAttribute>()!.Name);
}
