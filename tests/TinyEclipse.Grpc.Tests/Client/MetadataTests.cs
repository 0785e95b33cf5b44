using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Client;

public sealed class MetadataTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_headers_arrive()
    {
        var headers = new Metadata { { "Text", "hello" }, { "data-bin", new byte[] { 0, 255, 7 } }, { "Empty-bin", [] } };

        var response = await fixture.Client.EchoAsync(new EchoRequest(), headers, cancellationToken: Token);

        var received = response.RequestHeaders.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        Assert.Equal("hello", received["text"].Text);
        Assert.Equal(new byte[] { 0, 255, 7 }, received["data-bin"].Binary.ToByteArray());
        Assert.Empty(received["empty-bin"].Binary);
        Assert.StartsWith("grpc-dotnet-tinyeclipse/", received["user-agent"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_may_name_its_user_agent()
    {
        var response = await fixture.Client.EchoAsync(
            new EchoRequest(), new Metadata { { "user-agent", "till/1" } }, cancellationToken: Token);

        Assert.Equal("till/1", response.RequestHeaders.Single(entry => entry.Key == "user-agent").Text);
    }

    [Fact]
    public async Task Response_headers_and_trailers_arrive()
    {
        MetadataEntry[] entries = [new() { Key = "text", Text = "hello" }, new() { Key = "data-bin", Binary = Google.Protobuf.ByteString.CopyFrom(1, 2) }];
        using var call = fixture.Client.EchoAsync(
            new EchoRequest { ResponseHeaders = { entries }, ResponseTrailers = { entries } }, cancellationToken: Token);

        var headers = await call.ResponseHeadersAsync;
        await call;
        var trailers = call.GetTrailers();

        foreach (var metadata in new[] { headers, trailers })
        {
            Assert.Equal("hello", metadata.GetValue("text"));
            Assert.Equal([1, 2], metadata.GetValueBytes("data-bin")!);
            Assert.Null(metadata.Get("grpc-status"));
            Assert.True(metadata.IsReadOnly);
        }
    }

    [Fact]
    public async Task Response_headers_are_there_before_the_first_message()
    {
        using var call = fixture.Client.Chat(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ChatMessage { Text = "hello" }, Token);

        await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.True(await call.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task Status_and_trailers_are_not_known_before_the_end()
    {
        using var call = fixture.Client.Chat(cancellationToken: Token);

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.NotNull(call.GetTrailers());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_brings_its_message_details_and_trailers(bool afterHeaders)
    {
        var request = new FailRequest
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = "prijs: 5 € is 100 % te weinig\n",
            Details = { Any.Pack(new Duration { Seconds = 7 }) },
            Trailers = { new MetadataEntry { Key = "hint", Text = "try again" } },
            AfterHeaders = afterHeaders,
        };

        var failure = await fixture.Client.FailAsync(request, cancellationToken: Token).FailureAsync();

        Assert.Equal((StatusCode.InvalidArgument, request.Message), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal("try again", failure.Trailers.GetValue("hint"));
        var status = failure.GetRpcStatus()!;
        Assert.Equal(((int)StatusCode.InvalidArgument, request.Message), (status.Code, status.Message));
        Assert.Equal(7, status.Details.Single().Unpack<Duration>().Seconds);
    }

    [Fact]
    public async Task A_call_that_fails_at_once_has_empty_response_headers()
    {
        using var call = fixture.Client.FailAsync(new FailRequest { Code = (int)StatusCode.NotFound }, cancellationToken: Token);

        Assert.Empty(await call.ResponseHeadersAsync);
        await call.FailureAsync();
        Assert.Equal(StatusCode.NotFound, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task The_host_may_be_another_than_that_of_the_channel()
    {
        var response = await fixture.Client.WithHost("shop.example").EchoAsync(new EchoRequest(), cancellationToken: Token);

        Assert.Equal("shop.example", response.Host);
        Assert.Equal("/tests.interop.v1.InteropService/Echo", response.Method);
    }

    [Fact]
    public async Task A_value_that_no_header_can_carry_is_refused()
    {
        var failure = await fixture.Client.EchoAsync(
            new EchoRequest(), new Metadata { { "x", "a\r\nb: c" } }, cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("'x'", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_request_is_as_the_protocol_wants_it()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var server = await RawServer.StartAsync(http =>
        {
            foreach (var (name, value) in http.Request.Headers)
                seen[name.ToLowerInvariant()] = value.ToString();
            seen["path"] = http.Request.Path;
            return http.AnswerAsync("");
        });
        using var channel = server.Channel();

        await new Interop.InteropService.InteropServiceClient(channel).EchoAsync(
            new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: Token);

        Assert.Equal("/tests.interop.v1.InteropService/Echo", seen["path"]);
        Assert.Equal("application/grpc", seen["content-type"]);
        Assert.Equal("trailers", seen["te"]);
        Assert.Equal("identity,gzip,deflate", seen["grpc-accept-encoding"]);
        Assert.Matches("^(29|30)[0-9]{6}u$", seen["grpc-timeout"]);
        Assert.DoesNotContain("grpc-encoding", seen.Keys);
        Assert.DoesNotContain("grpc-previous-rpc-attempts", seen.Keys);
    }

    [Fact]
    public async Task Values_that_a_proxy_joined_come_apart()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Response.Headers["data-bin"] = "AQ,AgM=";
            http.Response.Headers["text"] = "a,b";
            return http.AnswerAsync("");
        });
        using var channel = server.Channel();
        using var call = new Interop.InteropService.InteropServiceClient(channel).EchoAsync(new EchoRequest(), cancellationToken: Token);

        var headers = await call.ResponseHeadersAsync;

        Assert.Equal(["01", "0203"], headers.GetAll("data-bin").Select(entry => Convert.ToHexString(entry.ValueBytes)));
        Assert.Equal("a,b", headers.GetValue("text"));
    }
}
