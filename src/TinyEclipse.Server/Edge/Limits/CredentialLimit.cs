using System.Runtime.CompilerServices;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Edge.Limits;

/// <summary>Limits each token and session, and all callers of a tenant together. It stands behind <see cref="AccessInterceptor"/>, which finds out who calls.</summary>
public sealed class CredentialLimit(IOptions<LimitOptions> options, TimeProvider clock) : CallInterceptor
{
    private readonly TokenBuckets _credentials = new(options.Value.CallsPerCredential, options.Value.MostBuckets, clock);
    private readonly TokenBuckets _tenants = new(options.Value.CallsPerTenant, options.Value.MostBuckets, clock);

    protected override Task AroundAsync(ServerCallContext context, Func<Task> call)
    {
        if (!context.UserState.TryGetValue(TenantCallContext.CallerKey, out var known))
            return call();

        var credential = ((Caller)known).Credential;
        Take(context, "credential", _credentials, KeyOf(credential.Id));
        if (TenantOf(credential) is { } tenant)
            Take(context, "tenant", _tenants, KeyOf(tenant));
        return call();
    }

    private static void Take(ServerCallContext context, string policy, TokenBuckets buckets, UInt128 key)
    {
        if (buckets.PerMinute == 0)
            return;

        var state = buckets.Take(key);
        if (!state.IsTaken)
            throw LimitAnswers.Refusal(context, policy, buckets, state);
        if (policy == "credential")
            LimitAnswers.WriteHeaders(context, policy, buckets, state);
    }

    // An operator works for all tenants, and none should pay for that.
    private static Guid? TenantOf(Credential credential) => credential is PersonCredential { IsOperator: true } ? null : credential.OnlyTenant;

    private static UInt128 KeyOf(Guid id) => Unsafe.BitCast<Guid, UInt128>(id);
}
