using System.Text;
using Grpc.Tests.Transcoding;

namespace Grpc.Tests.Fuzzing;

/// <summary>Whatever JSON, path or query comes, the answer blames the caller, in words without type names.</summary>
[Collection(nameof(Alone))]
public sealed class JsonFuzzTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    private static readonly string[] Paths =
    [
        "/everything", "/shelves/a/things/7", "/v1/files/a/b", "/rest/a/b", "/things/9:rename", "/things/7/parts", "/things/7/labels",
        "/makers/a/things", "/struct", "/count/3", "/times/2026-01-01T00:00:00Z/masks/b/counts/0",
        "/everything?int32Value=1&enums=COLOR_RED&messageValue.stringValue=x", "/shelves/a/things/7?maker.name=b&tags=c",
    ];

    [Fact]
    public async Task Requests_of_any_text_are_answered()
    {
        await Alone.FuzzAsync(2000, async seed =>
        {
            var random = new Random(seed);
            var path = Encoding.Latin1.GetString(random.Mutate(Encoding.ASCII.GetBytes(random.Pick<string>(Paths))));
            using var request = new HttpRequestMessage(new HttpMethod(random.Pick("GET", "POST", "PUT", "PATCH", "DELETE")), new Uri(server.Address, "/" + path.TrimStart('/')));
            if (random.Next(4) > 0)
            {
                request.Content = new ByteArrayContent(random.Mutate(Encoding.UTF8.GetBytes(JsonCodec.Write(new RandomMessages(seed).Next()))));
                request.Content.Headers.TryAddWithoutValidation("content-type", random.Pick("application/json", "application/json", "application/json; charset=utf-16", "text/plain"));
                if (random.Next(8) == 0)
                    request.Content.Headers.ContentEncoding.Add(random.Pick("gzip", "br", "deflate", "zstd"));
            }

            var answer = await server.SendAsync(request);

            Assert.True(answer.Status is 200 or (>= 400 and < 500), $"{request}: {answer.Status} {answer.Text}");
            Assert.DoesNotMatch(@"Google\.Protobuf|System\.|Exception", answer.Status == 200 ? "" : answer.Text);
        });

        (await server.SendAsync("GET /everything")).Expect(200);
    }
}
