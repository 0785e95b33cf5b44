using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>Serves one method over gRPC's own protocol. What is particular to the kind of method is the delegate.</summary>
internal sealed class WireHandler(ServiceMethod method, Func<WireCallContext, Task> run, ILogger logger, CancellationToken stopping)
{
    public async Task HandleAsync(HttpContext httpContext)
    {
        if (!RequestCheck.IsGrpc(httpContext))
            return;

        using var call = new WireCallContext(httpContext, method);
        try
        {
            call.Start(logger, stopping);
            await run(call);
        }
        catch (Exception exception)
        {
            CallFailure.Apply(call, exception, logger);
        }

        await call.EndAsync();
    }
}
