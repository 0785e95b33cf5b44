using System.Net;
using Google.Protobuf;
using Grpc.Tests.Client;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Server;

public sealed class UnaryCallTests
{
    [Fact]
    public async Task A_call_answers_200_with_a_message_and_status_0_in_the_trailers()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { Text = "hello" });

        Assert.Equal(HttpStatusCode.OK, response.HttpStatus);
        Assert.Equal("application/grpc", response.Headers["content-type"]);
        Assert.Equal("hello", response.OnlyMessage(EchoResponse.Parser).Text);
        Assert.False(response.IsTrailersOnly);
        Assert.Equal("0", response.Trailers["grpc-status"]);
        Assert.Null(response.Message);
    }

    [Fact]
    public async Task The_service_knows_its_method_host_and_caller()
    {
        await using var server = await InteropServer.StartAsync();

        var echo = (await server.Http2.CallAsync("Echo", new EchoRequest())).OnlyMessage(EchoResponse.Parser);

        Assert.Equal("/tests.interop.v1.InteropService/Echo", echo.Method);
        Assert.Equal(server.Http2Address.Authority, echo.Host);
        Assert.Matches(@"^ipv4:127\.0\.0\.1:\d+$", echo.Peer);
        Assert.Null(echo.Deadline);
    }

    [Fact]
    public async Task Request_headers_are_metadata_except_those_of_the_protocol()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Echo",
            new EchoRequest(),
            ("X-Mixed", "Value"),
            ("repeated", "a"),
            ("repeated", "b"),
            ("user-agent", "test"),
            ("te", "trailers"),
            ("accept", "application/grpc"),
            ("accept-encoding", "gzip"),
            ("grpc-encoding", "identity"),
            ("grpc-accept-encoding", "identity"),
            ("grpc-timeout", "1M"));

        var headers = response.OnlyMessage(EchoResponse.Parser).RequestHeaders.ToDictionary(header => header.Key, header => header.Text);
        Assert.Equal(["accept", "content-length", "repeated", "user-agent", "x-mixed"], headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Value", "test"), (headers["x-mixed"], headers["user-agent"]));
        Assert.Equal("a,b", headers["repeated"].Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_of_several_headers_is_one_entry_joined_by_commas()
    {
        await using var server = await InteropServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Http2Address);
        var headers = Http2Peer.CallHeaders($"/{RawClient.Service}/Echo", "application/grpc", ("repeated", "a"), ("repeated", "b"));
        await peer.WriteAsync(Http2Peer.Frame(Http2Peer.Headers, Http2Peer.EndHeaders, 1, headers));
        await peer.WriteAsync(Http2Peer.Frame(Http2Peer.Data, Http2Peer.EndStream, 1, RawClient.Frame(new EchoRequest())));

        var response = await peer.ReadAsync(Http2Peer.Data);

        var echo = EchoResponse.Parser.ParseFrom(response.Payload.AsSpan(5));
        Assert.Equal("a,b", Assert.Single(echo.RequestHeaders, header => header.Key == "repeated").Text);
    }

    [Fact]
    public async Task The_encoding_of_the_content_is_no_metadata()
    {
        await using var server = await InteropServer.StartAsync();
        using var content = new ByteArrayContent(RawClient.Frame(new EchoRequest()));
        content.Headers.ContentEncoding.Add("identity");

        using var response = await server.Http2.OpenAsync($"/{RawClient.Service}/Echo", content, "application/grpc");

        var echo = (await RawResponse.ReadAsync(response)).OnlyMessage(EchoResponse.Parser);
        Assert.Equal(["content-length"], echo.RequestHeaders.Select(header => header.Key));
    }

    [Theory]
    [InlineData("AQI=")]
    [InlineData("AQI")]
    public async Task Binary_headers_are_read_padded_or_not(string base64)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("data-bin", base64), ("data-bin", "/w"));

        var values = response.OnlyMessage(EchoResponse.Parser).RequestHeaders.Where(header => header.Key == "data-bin");
        Assert.Equal([[1, 2], [255]], values.Select(value => value.Binary.ToByteArray()));
    }

    [Fact]
    public async Task A_binary_header_that_is_no_base64_is_refused()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("data-bin", "!"));

        Assert.Equal(("13", "The header data-bin is not base64."), (response.Status, response.Message));
    }

    [Fact]
    public async Task Response_headers_and_trailers_are_sent_with_binary_values_padded()
    {
        await using var server = await InteropServer.StartAsync();
        var request = new EchoRequest
        {
            ResponseHeaders = { new MetadataEntry { Key = "early", Text = "1" }, new MetadataEntry { Key = "early", Text = "2" } },
            ResponseTrailers =
            {
                new MetadataEntry { Key = "late", Text = "x" },
                new MetadataEntry { Key = "late-bin", Binary = ByteString.CopyFrom(1) },
            },
        };

        var response = await server.Http2.CallAsync("Echo", request);

        Assert.Equal("1,2", response.Headers["early"]);
        Assert.Equal(("x", "AQ=="), (response.Trailers["late"], response.Trailers["late-bin"]));
        Assert.Equal("0", response.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task Trailers_that_http_cannot_carry_fail_the_call()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Echo", new EchoRequest { ResponseTrailers = { new MetadataEntry { Key = "late", Text = "é" } } });

        Assert.Equal("13", response.Trailers["grpc-status"]);
        Assert.DoesNotContain("late", response.Trailers.Keys, StringComparer.Ordinal);
    }
}
