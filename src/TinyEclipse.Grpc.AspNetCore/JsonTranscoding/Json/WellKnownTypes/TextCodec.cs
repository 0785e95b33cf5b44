using System.Text.Json;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>A message that is text in JSON.</summary>
internal abstract class TextCodec : MessageCodec
{
    private const int ScratchSize = 256;

    protected abstract string Expectation { get; }

    public sealed override void Read(ref JsonToWire input)
    {
        if (input.Json.TokenType != JsonTokenType.String)
            input.Fail(Expectation);
        else if (!JsonToWire.TryGetText(input.Json, stackalloc byte[ScratchSize], out var text) || !TryRead(text, input.Wire))
            input.Errors.Add(Expectation);
    }

    public sealed override string? ReadText(ReadOnlySpan<byte> text, PooledBufferWriter wire) => TryRead(text, wire) ? null : Expectation;

    protected abstract bool TryRead(ReadOnlySpan<byte> text, PooledBufferWriter wire);
}
