using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;

namespace Grpc.Tests.Server;

/// <summary>A response as it was on the wire; the values of one name are joined by commas.</summary>
public sealed record RawResponse(
    HttpStatusCode HttpStatus,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Trailers,
    byte[] Body)
{
    /// <summary>True if the status is in the headers, so that there are neither body nor trailers.</summary>
    public bool IsTrailersOnly => Headers.ContainsKey("grpc-status");

    public string? Status => IsTrailersOnly ? Headers["grpc-status"] : Trailers.GetValueOrDefault("grpc-status");

    public string? Message => (IsTrailersOnly ? Headers : Trailers).GetValueOrDefault("grpc-message");

    public IReadOnlyList<(byte Flags, byte[] Payload)> Frames
    {
        get
        {
            var frames = new List<(byte, byte[])>();
            for (var rest = Body.AsSpan(); rest.Length > 0;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
                frames.Add((rest[0], rest.Slice(5, length).ToArray()));
                rest = rest[(5 + length)..];
            }

            return frames;
        }
    }

    public T OnlyMessage<T>(MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(Assert.Single(Frames).Payload);

    public static async Task<RawResponse> ReadAsync(HttpResponseMessage response, Stream? rest = null)
    {
        using var body = new MemoryStream();
        await (rest ?? await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken))
            .CopyToAsync(body, TestContext.Current.CancellationToken);
        return new RawResponse(
            response.StatusCode,
            Join(response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)),
            Join(response.TrailingHeaders.NonValidated),
            body.ToArray());
    }

    private static Dictionary<string, string> Join(IEnumerable<KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues>> headers) =>
        headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
}
