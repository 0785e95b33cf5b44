using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Cli.Output;

/// <summary>
/// Messages as the JSON routes write them: names as in the protos, 64-bit numbers as numbers, defaults written, what is not set left out.
/// Protobuf's own formatter writes 64-bit numbers as strings.
/// </summary>
internal static class MessageJson
{
    private const string WellKnownTypes = "google.protobuf";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public static string Format(JsonNode document, bool indented) => document.ToJsonString(indented ? Indented : Compact);

    public static JsonNode ToNode(IMessage message)
    {
        if (message.Descriptor.File.Package == WellKnownTypes)
            return JsonNode.Parse(JsonFormatter.Default.Format(message))!;

        var node = new JsonObject();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (!field.HasPresence || field.Accessor.HasValue(message))
                node[field.Name] = OfField(field, field.Accessor.GetValue(message));
        }

        return node;
    }

    public static JsonArray ToNode(IEnumerable<IMessage> messages) => new([.. messages.Select(ToNode)]);

    private static JsonNode? OfField(FieldDescriptor field, object value) => value switch
    {
        IDictionary map => OfMap(field, map),
        IList list => new JsonArray([.. list.Cast<object>().Select(item => OfValue(field, item))]),
        _ => OfValue(field, value),
    };

    private static JsonObject OfMap(FieldDescriptor field, IDictionary map)
    {
        var node = new JsonObject();
        foreach (DictionaryEntry entry in map)
            node[Convert.ToString(entry.Key, System.Globalization.CultureInfo.InvariantCulture)!] = OfValue(field.MessageType.FindFieldByNumber(2), entry.Value!);
        return node;
    }

    private static JsonNode? OfValue(FieldDescriptor field, object value) => value switch
    {
        IMessage message => ToNode(message),
        Enum => OfEnum(field, (int)value),
        ByteString bytes => bytes.ToBase64(),
        string text => text,
        bool yes => yes,
        double number => number,
        float number => number,
        int number => number,
        uint number => number,
        long number => number,
        ulong number => number,
        _ => throw new NotSupportedException($"{field.FullName} has no JSON form."),
    };

    /// <summary>A value that is newer than this te has no name here.</summary>
    private static JsonNode OfEnum(FieldDescriptor field, int number) =>
        field.EnumType.FindValueByNumber(number) is { } value ? value.Name : number;
}
