using Google.Protobuf;
using Grpc.Tests.Interop;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class MessageTests
{
    private const string TooLarge = "Received message exceeds the maximum configured message size.";

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("0000000005")]
    [InlineData("000000000A0801")]
    public async Task A_truncated_message_is_incomplete(string hex)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", Convert.FromHexString(hex));

        Assert.Equal(("13", "Incomplete message."), (response.Status, response.Message));
    }

    [Fact]
    public async Task A_stream_may_not_end_within_a_message()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Sum", [.. RawClient.Frame(new Number { Value = 1 }), 0, 0]);

        Assert.Equal(("13", "Incomplete message."), (response.Status, response.Message));
    }

    [Theory]
    [InlineData("Echo")]
    [InlineData("Count")]
    public async Task A_second_message_is_refused_where_one_belongs(string method)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(method, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(("13", "Additional data after the message received."), (response.Status, response.Message));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_an_internal_error_without_type_names()
    {
        await using var server = await InteropServer.StartAsync(options => options.EnableDetailedErrors = true);

        var response = await server.Http2.CallAsync("Echo", RawClient.Frame([0xFF, 0xFF, 0xFF]));

        Assert.Equal(("13", "The request message is malformed."), (response.Status, response.Message));
    }

    [Fact]
    public async Task Flags_that_the_protocol_does_not_know_are_refused()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", RawClient.Frame([], flags: 0x02));

        Assert.Equal("13", response.Status);
    }

    [Fact]
    public async Task A_message_of_4_megabytes_is_accepted_and_one_byte_more_is_not()
    {
        await using var server = await InteropServer.StartAsync();

        var fits = await server.Http2.CallAsync("Sum", RawClient.Frame(OfSize(4 * 1024 * 1024)));
        var tooLarge = await server.Http2.CallAsync("Sum", RawClient.Frame(OfSize((4 * 1024 * 1024) + 1)));

        Assert.Equal("0", fits.Status);
        Assert.Equal(("8", TooLarge), (tooLarge.Status, tooLarge.Message));
    }

    [Fact]
    public async Task A_message_announced_too_large_is_refused_before_it_arrives()
    {
        await using var server = await InteropServer.StartAsync();
        await using var call = await DuplexCall.OpenAsync(server.Http2, "Sum");

        await call.WriteAsync([0, 0x7F, 0xFF, 0xFF, 0xFF]);

        Assert.Equal(("8", TooLarge), ((await call.ReadToEndAsync()).Status, TooLarge));
    }

    [Fact]
    public async Task Limits_can_differ_for_one_service()
    {
        await using var server = await InteropServer.StartAsync(
            options => options.MaxReceiveMessageSize = 10,
            (_, grpc) => grpc.AddServiceOptions<InteropService>(options => options.MaxReceiveMessageSize = null));

        var response = await server.Http2.CallAsync("Sum", RawClient.Frame(OfSize(5 * 1024 * 1024)));

        Assert.Equal("0", response.Status);
    }

    [Fact]
    public async Task Responses_have_no_limit_unless_one_is_set()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { ResponseSize = 5 * 1024 * 1024 });

        Assert.Equal(5 * 1024 * 1024, response.OnlyMessage(EchoResponse.Parser).Payload.Length);
    }

    [Fact]
    public async Task A_response_above_the_limit_is_not_sent()
    {
        await using var server = await InteropServer.StartAsync(options => options.MaxSendMessageSize = 1000);

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { ResponseSize = 1000 });

        Assert.True(response.IsTrailersOnly);
        Assert.Equal(("8", "Sending message exceeds the maximum configured message size."), (response.Status, response.Message));
    }

    [Fact]
    public async Task Large_messages_come_back_whole()
    {
        await using var server = await InteropServer.StartAsync();
        var payload = new byte[3_000_000];
        new Random(1).NextBytes(payload);

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { Payload = ByteString.CopyFrom(payload) });

        Assert.Equal(payload, response.OnlyMessage(EchoResponse.Parser).Payload.ToByteArray());
    }

    // A field that Number does not know, of such a length that the message has the size.
    public static byte[] OfSize(int size)
    {
        var message = new byte[size];
        using var output = new CodedOutputStream(message);
        output.WriteTag(15, WireFormat.WireType.LengthDelimited);
        output.WriteLength(size - 1 - CodedOutputStream.ComputeLengthSize(size));
        return message;
    }
}
