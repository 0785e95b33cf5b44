using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Client;

public sealed class MessageSizeTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_response_above_four_megabytes_is_refused()
    {
        var failure = await fixture.Client.EchoAsync(
            new EchoRequest { ResponseSize = 4_200_000, NoCompression = true }, cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task The_limit_may_be_raised()
    {
        var client = fixture.ClientWith(options => options.MaxReceiveMessageSize = null);

        Assert.Equal(5_000_000, (await client.EchoAsync(new EchoRequest { ResponseSize = 5_000_000 }, cancellationToken: Token)).Payload.Length);
    }

    [Fact]
    public async Task A_compressed_response_counts_for_what_it_inflates_to()
    {
        var client = fixture.ClientWith(options => options.MaxReceiveMessageSize = 100_000);

        var failure = await client.EchoAsync(new EchoRequest { ResponseSize = 100_001 }, cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task A_request_above_the_limit_is_not_sent()
    {
        var client = fixture.ClientWith(options => options.MaxSendMessageSize = 1000);

        var failure = await client.EchoAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1001]) }, cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task A_request_above_the_limit_of_the_server_is_refused_by_it()
    {
        var failure = await fixture.Client.EchoAsync(
            new EchoRequest { Payload = ByteString.CopyFrom(new byte[8_000_000]) }, cancellationToken: Token).FailureAsync();

        Assert.Equal(
            (StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."),
            (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_stream_goes_on_after_a_message_that_was_too_large()
    {
        var client = fixture.ClientWith(options => options.MaxSendMessageSize = 1000);
        using var call = client.Chat(cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<RpcException>(() =>
            call.RequestStream.WriteAsync(new ChatMessage { Payload = ByteString.CopyFrom(new byte[1001]) }, Token));
        await call.RequestStream.WriteAsync(new ChatMessage { Text = "bye" }, Token);

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        Assert.Equal("bye", call.ResponseStream.Current.Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_call_names_the_compression_of_its_requests(string encoding)
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", encoding } };

        var response = await fixture.Client.EchoAsync(
            new EchoRequest { Payload = ByteString.CopyFrom(new byte[100_000]) }, headers, cancellationToken: Token);

        Assert.Equal(100_000, response.Payload.Length);
        Assert.DoesNotContain(response.RequestHeaders, entry => entry.Key.StartsWith("grpc-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compressed_stream_may_hold_messages_that_are_not()
    {
        var frames = new List<(byte Flags, int Length)>();
        string? encoding = null;
        await using var server = await RawServer.StartAsync(async http =>
        {
            encoding = http.Request.Headers["grpc-encoding"];
            var header = new byte[5];
            while (await http.Request.Body.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, http.RequestAborted) == 5)
            {
                var payload = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
                await http.Request.Body.ReadExactlyAsync(payload, http.RequestAborted);
                frames.Add((header[0], payload.Length));
            }

            http.Begin();
            await http.WriteAsync(new SumResponse());
            http.End(StatusCode.OK);
        });
        using var channel = server.Channel();
        using var call = channel.CreateCallInvoker().AsyncClientStreamingCall(
            new Method<ChatMessage, SumResponse>(
                MethodType.ClientStreaming,
                "s",
                "m",
                Marshallers.Create(message => message.ToByteArray(), ChatMessage.Parser.ParseFrom),
                Marshallers.Create(message => message.ToByteArray(), SumResponse.Parser.ParseFrom)),
            null,
            new CallOptions(new Metadata { { "grpc-internal-encoding-request", "gzip" } }, cancellationToken: Token));
        var message = new ChatMessage { Payload = ByteString.CopyFrom(new byte[10_000]) };

        await call.RequestStream.WriteAsync(message, Token);
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(message, Token);
        await call.RequestStream.CompleteAsync();
        await call;

        Assert.Equal("gzip", encoding);
        Assert.Equal([1, 0], frames.Select(frame => (int)frame.Flags));
        Assert.True(frames[0].Length < 1000 && frames[1].Length > 10_000);
    }

    [Fact]
    public async Task A_compression_nobody_knows_is_refused()
    {
        var failure = await fixture.Client.EchoAsync(
            new EchoRequest(), new Metadata { { "grpc-internal-encoding-request", "zopfli" } }, cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public async Task A_channel_may_bring_compressions_of_its_own()
    {
        var accepted = "";
        await using var server = await RawServer.StartAsync(http =>
        {
            accepted = http.Request.Headers["grpc-accept-encoding"].ToString();
            return http.AnswerAsync("");
        });
        using var channel = server.Channel(options => options.CompressionProviders = [new GzipCompressionProvider(CompressionLevel.SmallestSize)]);

        await new Interop.InteropService.InteropServiceClient(channel).EchoAsync(new EchoRequest(), cancellationToken: Token);

        Assert.Equal("identity,gzip", accepted);
    }
}
