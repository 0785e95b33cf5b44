using Grpc.Core;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>Hands a call's deadline and cancellation on to the calls that its service makes.</summary>
internal sealed class CallPropagationToken(ServerCallContext call, ContextPropagationOptions options) : ContextPropagationToken
{
    internal override DateTime? Deadline { get; } = options.IsPropagateDeadline ? call.Deadline : null;

    internal override CancellationToken CancellationToken { get; } =
        options.IsPropagateCancellation ? call.CancellationToken : CancellationToken.None;
}
