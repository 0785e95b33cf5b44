using System.Text.Json;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>A JSON text on its way to wire bytes: where the reader stands, where the bytes go, and what was wrong so far.</summary>
internal ref struct JsonToWire(ReadOnlySpan<byte> json, PooledBufferWriter wire, FieldErrors errors)
{
    /// <summary>As deep as protobuf's own parsers go. JSON may be nested twice as deep, for there a list is a level too.</summary>
    private const int MaxMessageDepth = 100;
    public const int MaxJsonDepth = 2 * MaxMessageDepth + 2;

    public Utf8JsonReader Json = new(json, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
    public PooledBufferWriter Wire = wire;
    public readonly FieldErrors Errors = errors;
    /// <summary>How many Anys the reader is in.</summary>
    public int AnyDepth;
    private int _depth;

    /// <summary>To be asked before a message is read inside another; each yes wants a <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (_depth == MaxMessageDepth)
        {
            Fail($"is nested more than {MaxMessageDepth} messages deep");
            return false;
        }

        _depth++;
        return true;
    }

    public void Leave() => _depth--;

    /// <summary>Notes an error and goes on behind the value.</summary>
    public void Fail(string description)
    {
        Errors.Add(description);
        Json.Skip();
    }

    /// <summary>The string or name the reader stands on, without its escapes. False if an escape is half a character.</summary>
    public static bool TryGetText(in Utf8JsonReader json, Span<byte> scratch, out ReadOnlySpan<byte> text)
    {
        text = json.ValueSpan;
        if (!json.ValueIsEscaped)
            return true;

        var unescaped = text.Length <= scratch.Length ? scratch : new byte[text.Length];
        if (!TryUnescape(json, unescaped, out var count))
            return false;
        text = unescaped[..count];
        return true;
    }

    /// <summary>The target must be as long as the escaped text, which is never shorter than the other.</summary>
    public static bool TryUnescape(in Utf8JsonReader json, Span<byte> target, out int count)
    {
        try
        {
            count = json.CopyString(target);
            return true;
        }
        catch (InvalidOperationException)
        {
            count = 0;
            return false;
        }
    }
}
