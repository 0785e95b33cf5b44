using Grpc.Core;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Edge.Limits;

/// <summary>
/// Limits who calls without a credential, by address. It stands before <see cref="AccessInterceptor"/>, because an unknown token costs a look-up: once an
/// address has used up its unknown calls, all of its calls wait.
/// </summary>
public sealed class AddressLimit(AccessTable table, IOptions<LimitOptions> options, TimeProvider clock) : CallInterceptor
{
    private const string Policy = "address";
    private readonly TokenBuckets _buckets = new(options.Value.UnknownCallsPerAddress, options.Value.MostBuckets, clock);

    protected override async Task AroundAsync(ServerCallContext context, Func<Task> call)
    {
        // What is not in our protos, such as the health of the server, is asked for by machines that watch it.
        if (table.Find(context.Method) is not { } access)
        {
            await call();
            return;
        }

        var key = CallerAddress.NetworkKeyOf(CallerAddress.Of(context));
        var state = access.Public ? _buckets.Take(key) : _buckets.Look(key);
        if (!state.IsTaken)
            throw LimitAnswers.Refusal(context, Policy, _buckets, state);

        try
        {
            await call();
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Unauthenticated && !access.Public)
        {
            _buckets.Take(key);
            throw;
        }
    }
}
