using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Interop;
using static Grpc.Tests.Client.RawCalls;

namespace Grpc.Tests.Client;

/// <summary>Frames and messages that are not what they should be.</summary>
public sealed class MalformedMessageTests
{
    [Fact]
    public async Task A_truncated_message_is_reported()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Begin();
            await http.WriteAsync([0, 0, 0, 0, 9, 1, 2]);
            http.End(StatusCode.OK);
        });

        Assert.Equal((StatusCode.Internal, "Incomplete message."), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_second_message_is_refused_where_one_is_due()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Begin();
            await http.WriteAsync(new EchoResponse());
            await http.WriteAsync(new EchoResponse());
            http.End(StatusCode.OK);
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.StartsWith("Additional data", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_reported()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Begin();
            await http.WriteAsync(RawAnswer.Frame([0xff, 0xff, 0xff]));
            http.End(StatusCode.OK);
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.IsType<InvalidProtocolBufferException>(failure.InnerException);
    }

    [Fact]
    public async Task A_compressed_message_needs_an_encoding()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Begin();
            await http.WriteAsync(new EchoResponse(), flags: 1);
            http.End(StatusCode.OK);
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public async Task An_encoding_nobody_knows_is_refused()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = "zopfli";
            await http.AnswerAsync("squeezed");
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("zopfli", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_gzip_is_reported()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = "gzip";
            http.Begin();
            await http.WriteAsync(RawAnswer.Frame([0x1f, 0x8b, 8, 0, 1, 2, 3], flags: 1));
            http.End(StatusCode.OK);
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public async Task A_small_message_that_inflates_beyond_the_limit_is_refused()
    {
        var bomb = Gzip(new byte[50_000_000]);
        Assert.True(bomb.Length < 100_000);

        var failure = await FailureOfAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = "gzip";
            http.Begin();
            await http.WriteAsync(RawAnswer.Frame(bomb, flags: 1));
            http.End(StatusCode.OK);
        });

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task A_length_beyond_the_limit_is_refused_before_the_message_arrives()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Begin();
            await http.WriteAsync([0, 0x7f, 0, 0, 0]);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }
}
