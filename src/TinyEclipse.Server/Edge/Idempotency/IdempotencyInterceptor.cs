using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Edge.Idempotency;

/// <summary>
/// Carries out what a person or an API token sends with an Idempotency-Key once, and answers a repetition with the same answer. What sites report is
/// safe to repeat by itself.
/// </summary>
public sealed class IdempotencyInterceptor(IdempotencyStore keys, SecretBox secrets) : Interceptor
{
    public const string Header = "idempotency-key";
    public const string ReplayedHeader = "idempotency-replayed";
    public const int MostCharacters = 255;
    private const string Purpose = "idempotent answer";

    // By these a service says that it does not do what was asked; by the others that it does not know what became of it.
    private static readonly StatusCode[] Refusals =
    [
        StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.AlreadyExists, StatusCode.PermissionDenied, StatusCode.Unauthenticated,
        StatusCode.FailedPrecondition, StatusCode.ResourceExhausted,
    ];

    private static readonly string[] Reading = ["Get", "List"];

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var key = context.RequestHeaders.GetValue(Header);
        new Checks()
            .Field(Header, key is null || (key.Length is > 0 and <= MostCharacters && key.All(character => character is > ' ' and <= '~')), $"must be 1 to {MostCharacters} visible characters")
            .ThrowIfFailed();
        return key is not null && PersonOf(context) is { } person && TakesKeyFor(context.Method)
            ? RunOnceAsync($"{person.Id}\n{context.Method}\n{key}", request, context, continuation)
            : continuation(request, context);
    }

    private async Task<TResponse> RunOnceAsync<TRequest, TResponse>(
        string name, TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class
    {
        var run = new IdempotentRun(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var requestHash = SHA256.HashData(((IMessage)request).ToByteArray());
        if (await keys.BeginAcrossTenantsAsync(run, requestHash, context.CancellationToken) is { } earlier)
            return await ReplayAsync<TResponse>(earlier, requestHash, context);

        var response = await RunAsync(run, () => continuation(request, context));
        await keys.AnswerAcrossTenantsAsync(run, secrets.Seal(Purpose, run.Id, ((IMessage)response).ToByteArray()), CancellationToken.None);
        return response;
    }

    private async Task<TResponse> RunAsync<TResponse>(IdempotentRun run, Func<Task<TResponse>> call)
    {
        try
        {
            IdempotentRun.Current = run;
            return await call();
        }
        catch (Exception failure)
        {
            IdempotentRun.Current = null;
            await keys.ReleaseAcrossTenantsAsync(run, hasRefused: failure is RpcException { StatusCode: var status } && Refusals.Contains(status), CancellationToken.None);
            throw;
        }
        finally
        {
            IdempotentRun.Current = null;
        }
    }

    private async Task<TResponse> ReplayAsync<TResponse>(EarlierRun earlier, byte[] requestHash, ServerCallContext context)
        where TResponse : class
    {
        if (!earlier.RequestHash.AsSpan().SequenceEqual(requestHash))
            throw RpcErrors.Make(Code.Aborted, ErrorReason.IdempotencyKeyReused, "the Idempotency-Key was used for another request");
        if (earlier.Response is null)
        {
            throw earlier.IsLost
                ? RpcErrors.Make(Code.Aborted, ErrorReason.IdempotencyAnswerLost, "the request was carried out and its answer is not there")
                : RpcErrors.Make(Code.Aborted, ErrorReason.IdempotencyKeyInProgress, "a request with the same Idempotency-Key is being carried out");
        }

        var response = Activator.CreateInstance<TResponse>();
        ((IMessage)response).MergeFrom(secrets.Open(Purpose, earlier.RunId, earlier.Response));
        await context.WriteResponseHeadersAsync(new Metadata { { ReplayedHeader, "true" } });
        return response;
    }

    /// <summary>Whether the method is one that does something.</summary>
    public static bool TakesKeyFor(string method) =>
        !Array.Exists(Reading, verb => method.AsSpan(method.LastIndexOf('/') + 1).StartsWith(verb, StringComparison.Ordinal));

    private static PersonCredential? PersonOf(ServerCallContext context) =>
        context.UserState.TryGetValue(TenantCallContext.CallerKey, out var caller) ? ((Caller)caller).Credential as PersonCredential : null;
}
