using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Server.Tests.Privacy;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>Hostile texts in every text field of every rpc, over gRPC: each is taken for a text or refused for a reason, and does nothing else.</summary>
public sealed class EveryTextTests(Target target) : IClassFixture<Target>
{
    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);
    private static readonly StatusCode[] Clean =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.AlreadyExists, StatusCode.PermissionDenied,
        StatusCode.Unauthenticated, StatusCode.FailedPrecondition, StatusCode.Aborted, StatusCode.ResourceExhausted, StatusCode.OutOfRange,
    ];

    public static TheoryData<string> Good => [.. GoodRequests.All.Keys];

    public static TheoryData<string> Methods => [.. EveryMethod.All.Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_text_is_a_text_whatever_it_says(string name)
    {
        var method = EveryMethod.Named(name);
        var before = await target.WitnessAsync();
        foreach (var text in HostileTexts.All)
        {
            foreach (var (path, request) in RequestTexts.Each(method.InputType, text))
            {
                // Some rpcs end the caller's own session or token.
                var caller = await target.CallerOfAsync(EveryMethod.AccessOf(method));
                await AssertCleanAsync(method, caller, $"{path} = {Shown(text)}", Named(method, path, request));
            }
        }
        Assert.Equal(before, await target.WitnessAsync());
    }

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Nor_is_it_more_in_a_request_that_is_otherwise_good(string name)
    {
        var method = EveryMethod.Named(name);
        var caller = await target.CallerOfAsync(EveryMethod.AccessOf(method));
        var before = await target.WitnessAsync();
        Assert.Equal(StatusCode.OK, await AssertCleanAsync(method, caller, "good", GoodRequests.All[name](target).ToByteArray()));
        foreach (var text in HostileTexts.All)
        {
            foreach (var (path, request) in RequestTexts.EachOf(GoodRequests.All[name](target), text))
                await AssertCleanAsync(method, caller, $"{path} = {Shown(text)}", request.ToByteArray());
        }
        Assert.Equal(before, await target.WitnessAsync());
    }

    [Fact]
    public async Task What_is_kept_is_what_was_sent()
    {
        foreach (var text in HostileTexts.All.Where(text => text.Length <= 200))
        {
            var cart = await target.Mine.ReportAsync(new(ContactRights.CartOfAda($"c-{Guid.NewGuid():n}")) { Name = text });

            Assert.Equal(text.Trim(), (await target.Mine.GetCartAsync(cart.Id)).Name);
        }
    }

    private static async Task<StatusCode> AssertCleanAsync(MethodDescriptor method, TestCaller caller, string what, byte[] request)
    {
        var (status, answer) = await CallAsync(method, caller, request);
        Assert.True(Clean.Contains(status.StatusCode), $"{what}: {status}");
        Assert.DoesNotContain(HostileTexts.OthersSecret, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", status.Detail, StringComparison.OrdinalIgnoreCase);
        return status.StatusCode;
    }

    /// <summary>The request in the name of the caller's tenant, where the text does not stand there itself.</summary>
    private byte[] Named(MethodDescriptor method, string path, IMessage request)
    {
        if (path != "tenant_id")
            method.InputType.FindFieldByName("tenant_id")?.Accessor.SetValue(request, target.Mine.Id);
        return request.ToByteArray();
    }

    private static async Task<(Status Status, string Answer)> CallAsync(MethodDescriptor method, TestCaller caller, byte[] request)
    {
        var kind = method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var called = new Method<byte[], byte[]>(kind, method.Service.FullName, method.Name, Bytes, Bytes);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        try
        {
            if (!method.IsServerStreaming)
                return (Status.DefaultSuccess, Encoding.UTF8.GetString(await caller.Grpc.AsyncUnaryCall(called, null, new(cancellationToken: patience.Token), request)));

            // A stream that opens has taken the text, and may have nothing to say for ever.
            patience.CancelAfter(TimeSpan.FromSeconds(2));
            using var call = caller.Grpc.AsyncServerStreamingCall(called, null, new(cancellationToken: patience.Token), request);
            var answer = new StringBuilder();
            while (await call.ResponseStream.MoveNext(patience.Token))
                answer.Append(Encoding.UTF8.GetString(call.ResponseStream.Current));
            return (Status.DefaultSuccess, answer.ToString());
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Cancelled && method.IsServerStreaming)
        {
            return (Status.DefaultSuccess, "");
        }
        catch (RpcException failure)
        {
            Assert.DoesNotContain(failure.Trailers, entry => entry.Key == "x-evil");
            return (failure.Status, failure.Status.Detail);
        }
    }

    private static string Shown(string text) => text.Length > 60 ? text[..60] : text;
}
