using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Tests.Transcoding.JsonRequests;

namespace Grpc.Tests.Transcoding;

/// <summary>What a body may be made of: content types, compressions, sizes. What is in it is for <see cref="BodyTests"/>.</summary>
public sealed class RequestBodyTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("Application/JSON; Charset=\"UTF-8\"", 200)]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("application/x-www-form-urlencoded", 400)]
    [InlineData("text/plain", 400)]
    [InlineData("application/json; charset=x-nonsense", 400)]
    [InlineData("nonsense", 400)]
    [InlineData("", 400)]
    [InlineData("application/json; charset=utf-7", 400)]
    public async Task Only_json_is_read_as_json(string contentType, int status)
    {
        var answer = (await server.SendAsync("POST /everything", "{}", contentType)).Expect(status);
        Assert.Equal(status == 200 ? "" : "3", answer["code"]);
    }

    [Fact]
    public async Task An_endpoint_may_take_text_for_json()
    {
        await using var own = await TranscodingServer.StartAsync(
            endpoints: service => service.WithMetadata(new AcceptsMetadata(["*/*", "text/plain"])));
        (await own.SendAsync("POST /everything", "{}", "text/plain;charset=UTF-8")).Expect(200);
        (await own.SendAsync("POST /everything", "{}", "text/html")).Expect(400);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_inflated(string encoding)
    {
        using var request = Post("/everything", Compress(encoding, """{"int32Value":5}"""), encoding);
        Assert.Equal("5", (await server.SendAsync(request)).Expect(200)["int32Value"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_is_not_compressed_as_it_says_is_refused(string encoding)
    {
        using var corrupt = Post("/everything", Encoding.UTF8.GetBytes("""{"int32Value":5}"""), encoding);
        var answer = (await server.SendAsync(corrupt)).Expect(400);
        Assert.Equal(("3", $"The body is not {encoding}, as content-encoding says."), (answer["code"], answer.Message));
    }

    [Fact]
    public async Task An_unknown_compression_is_refused()
    {
        using var unknown = Post("/everything", Encoding.UTF8.GetBytes("{}"), "zstd");
        Assert.Equal("3", (await server.SendAsync(unknown)).Expect(400)["code"]);
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 8)]
    [InlineData("gzip", 9)]
    [InlineData("br", 1)]
    [InlineData("deflate", 1)]
    [InlineData("deflate", 4)]
    [InlineData("deflate", 5)]
    public async Task A_compressed_body_that_was_cut_off_is_refused(string encoding, int missing)
    {
        // Blanks behind the object, so that what is left of it would be JSON still.
        var body = Compress(encoding, """{"int32Value":5}""" + new string(' ', 5000));
        using var request = Post("/everything", body[..^missing], encoding);
        (await server.SendAsync(request)).Expect(400);
    }

    [Fact]
    public async Task A_body_of_several_gzip_members_is_inflated()
    {
        byte[] body = [.. Compress("gzip", """{"int32Value":"""), .. Compress("gzip", "51}")];
        using var whole = Post("/everything", body, "gzip");
        using var cut = Post("/everything", body[..^1], "gzip");
        Assert.Equal("51", (await server.SendAsync(whole)).Expect(200)["int32Value"]);
        (await server.SendAsync(cut)).Expect(400);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task The_size_limit_holds_after_inflating(string? encoding)
    {
        await using var own = await TranscodingServer.StartAsync(grpc: options => options.MaxReceiveMessageSize = 10_000);
        foreach (var (length, status) in new[] { (9_000, 200), (10_001, 413), (5_000_000, 413) })
        {
            var json = $"{{\"stringValue\":\"{new string('x', length - 18)}\"}}";
            using var request = Post("/everything", encoding is null ? Encoding.UTF8.GetBytes(json) : Compress(encoding, json), encoding);
            var answer = (await own.SendAsync(request)).Expect(status);
            Assert.Equal(status == 413 ? "8" : "", answer["code"]);
        }
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, 200)]
    [InlineData((4 * 1024 * 1024) + 1, 413)]
    public async Task A_body_has_4_megabytes_unless_another_limit_is_set(int size, int status)
    {
        using var request = Post("/things:name", Encoding.UTF8.GetBytes($"\"{new string('x', size - 2)}\""));
        (await server.SendAsync(request)).Expect(status);
    }

    [Fact]
    public async Task The_size_limit_may_be_larger_than_the_servers()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 1000));
        using var request = Post("/things:name", Encoding.UTF8.GetBytes($"\"{new string('x', 5000)}\""));
        (await own.SendAsync(request)).Expect(200);
    }
}
