using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Http;

namespace Grpc.Tests.Client;

/// <summary>Calls that may be tried again, and a server that fails some of them.</summary>
internal static class RetryCalls
{
    public static AsyncUnaryCall<EchoResponse> Echo(GrpcChannel channel) =>
        new Interop.InteropService.InteropServiceClient(channel).EchoAsync(new EchoRequest { Text = "hello" }, cancellationToken: TestContext.Current.CancellationToken);

    public static Task<RawServer> FailingServerAsync(int failures, Action<HttpContext> see, StatusCode status = StatusCode.Unavailable)
    {
        var attempts = 0;
        return RawServer.StartAsync(async http =>
        {
            see(http);
            var request = await http.ReadAsync(EchoRequest.Parser);
            if (++attempts <= failures)
                http.EndAtOnce(status, $"failure {attempts}");
            else
                await http.AnswerAsync(request!.Text);
        });
    }

    public static Action<GrpcChannelOptions> Retry(Action<RetryPolicy>? change = null) =>
        options =>
        {
            var policy = new RetryPolicy
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(1),
                MaxBackoff = TimeSpan.FromMilliseconds(5),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            };
            change?.Invoke(policy);
            options.ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy } } };
        };
}
