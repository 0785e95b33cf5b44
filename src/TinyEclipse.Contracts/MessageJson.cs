using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Contracts;

/// <summary>
/// Messages as the JSON routes write them, for where no route does: names as in the protos, defaults written, what is not set left out, 64-bit numbers
/// as numbers wherever a double, so a browser, holds them exactly. Protobuf's own formatter writes them all as strings.
/// </summary>
public static class MessageJson
{
    private const string WellKnownTypes = "google.protobuf";

    /// <summary>From here on a double cannot tell neighbours apart.</summary>
    private const long FirstInexactInteger = 1L << 53;

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
            node[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = OfValue(field.MessageType.FindFieldByNumber(2), entry.Value!);
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
        long number => number is > -FirstInexactInteger and < FirstInexactInteger ? number : number.ToString(CultureInfo.InvariantCulture),
        ulong number => number < FirstInexactInteger ? number : number.ToString(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"{field.FullName} has no JSON form."),
    };

    /// <summary>A value that is newer than this program has no name here.</summary>
    private static JsonNode OfEnum(FieldDescriptor field, int number) =>
        field.EnumType.FindValueByNumber(number) is { } value ? value.Name : number;
}
