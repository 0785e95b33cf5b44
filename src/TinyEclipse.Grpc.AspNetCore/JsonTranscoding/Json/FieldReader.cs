using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Reads the JSON of a field and writes its tag and wire value, once for every element of a list or map.</summary>
internal static class FieldReader
{
    private const int ScratchSize = 256;

    public static void Read(FieldPlan field, ref JsonToWire input)
    {
        switch (field.Shape)
        {
            case FieldShape.List:
                ReadList(field, ref input);
                break;
            case FieldShape.Map:
                ReadMap(field, ref input);
                break;
            default:
                ReadValue(field, ref input);
                break;
        }
    }

    /// <summary>Reads one value, whatever the field's shape.</summary>
    public static void ReadValue(FieldPlan field, ref JsonToWire input)
    {
        switch (field.Type)
        {
            case FieldType.Message:
                ReadMessage(field, ref input);
                break;
            case FieldType.String:
                ReadString(field, ref input);
                break;
            case FieldType.Bool when input.Json.TokenType is JsonTokenType.True or JsonTokenType.False:
                input.Wire.WriteVarint(field.Tag);
                input.Wire.WriteVarint(input.Json.TokenType == JsonTokenType.True ? 1u : 0u);
                break;
            case FieldType.Bool:
                input.Fail("must be true or false");
                break;
            default:
                ReadText(field, ref input);
                break;
        }
    }

    /// <summary>Writes the length and text of the string the reader stands on. False if one of its escapes is half a character.</summary>
    public static bool TryWriteString(ref JsonToWire input)
    {
        var escaped = input.Json.ValueSpan;
        if (!input.Json.ValueIsEscaped)
        {
            input.Wire.WriteBytes(escaped);
            return true;
        }

        var start = input.Wire.BeginLength();
        if (!JsonToWire.TryUnescape(input.Json, input.Wire.GetSpan(escaped.Length), out var count))
            return false;
        input.Wire.Advance(count);
        input.Wire.EndLength(start);
        return true;
    }

    private static void ReadList(FieldPlan field, ref JsonToWire input)
    {
        if (input.Json.TokenType != JsonTokenType.StartArray)
        {
            input.Fail("must be a list");
            return;
        }

        for (var index = 0; input.Json.Read() && input.Json.TokenType != JsonTokenType.EndArray; index++)
        {
            var errorsBefore = input.Errors.Count;
            ReadElement(field, ref input);
            if (input.Errors.Count > errorsBefore)
                input.Errors.Prefix(errorsBefore, $"[{index}]");
        }
    }

    private static void ReadElement(FieldPlan field, ref JsonToWire input)
    {
        if (input.Json.TokenType == JsonTokenType.Null && !field.HasNullValue)
            input.Errors.Add("must not be null");
        else
            ReadValue(field, ref input);
    }

    private static void ReadMap(FieldPlan field, ref JsonToWire input)
    {
        if (input.Json.TokenType != JsonTokenType.StartObject)
        {
            input.Fail("must be an object");
            return;
        }

        while (input.Json.Read() && input.Json.TokenType != JsonTokenType.EndObject)
            ReadEntry(field, ref input);
    }

    private static void ReadEntry(FieldPlan field, ref JsonToWire input)
    {
        var errorsBefore = input.Errors.Count;
        var name = input.Json.ValueSpan;
        input.Wire.WriteVarint(field.Tag);
        var start = input.Wire.BeginLength();
        ReadKey(field.MapKey!, ref input);
        input.Json.Read();
        if (input.TryEnter())
        {
            ReadElement(field.MapValue!, ref input);
            input.Leave();
        }

        input.Wire.EndLength(start);
        if (input.Errors.Count > errorsBefore)
            input.Errors.Prefix(errorsBefore, $"[\"{Encoding.UTF8.GetString(name)}\"]");
    }

    private static void ReadKey(FieldPlan key, ref JsonToWire input)
    {
        if (!JsonToWire.TryGetText(input.Json, stackalloc byte[ScratchSize], out var text))
            input.Errors.Add("is not a key of whole characters");
        else if (ScalarText.Read(key, text, input.Wire) is { } error)
            input.Errors.Add($"is not a key of this map: it {error}");
    }

    private static void ReadMessage(FieldPlan field, ref JsonToWire input)
    {
        if (!input.TryEnter())
            return;

        input.Wire.WriteVarint(field.Tag);
        var start = input.Wire.BeginLength();
        field.Message.Read(ref input);
        input.Wire.EndLength(start);
        input.Leave();
    }

    private static void ReadString(FieldPlan field, ref JsonToWire input)
    {
        if (input.Json.TokenType != JsonTokenType.String)
        {
            input.Fail("must be text");
            return;
        }

        input.Wire.WriteVarint(field.Tag);
        if (!TryWriteString(ref input))
            input.Errors.Add("must be text of whole characters");
    }

    // Numbers, enums and bytes: as a number or in quotes the text is the same.
    private static void ReadText(FieldPlan field, ref JsonToWire input)
    {
        var allowed = input.Json.TokenType switch
        {
            JsonTokenType.String => true,
            JsonTokenType.Number => field.Type != FieldType.Bytes,
            JsonTokenType.Null => field.HasNullValue,
            _ => false,
        };
        if (!allowed)
            input.Fail(ScalarText.Expectation(field));
        else if (!JsonToWire.TryGetText(input.Json, stackalloc byte[ScratchSize], out var text))
            input.Errors.Add(ScalarText.Expectation(field));
        else if (ScalarText.Read(field, text, input.Wire) is { } error)
            input.Errors.Add(error);
    }
}
