using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>What a challenge was made for. An answer to one is none to another.</summary>
public enum PasskeyPurpose
{
    Registration,
    SignIn,
    Reauthentication,
}

/// <summary>Challenges travel sealed with who they were made for and what the server must know again; each takes one answer, right or wrong.</summary>
public sealed class PasskeyChallenges(SecretBox secrets, PasskeyStore passkeys, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <param name="person">Empty when anybody may answer.</param>
    public PasskeyChallenge Make(PasskeyPurpose purpose, Guid person, PasskeyQuestion question)
    {
        var ticket = new Ticket(Guid.CreateVersion7(), clock.GetUtcNow() + Lifetime, question.State);
        var sealedTicket = secrets.Seal(NameOf(purpose), person, JsonSerializer.SerializeToUtf8Bytes(ticket));
        return new()
        {
            ChallengeToken = Base64Url.EncodeToString(sealedTicket),
            Options = question.Options,
            ExpireTime = Timestamp.FromDateTimeOffset(ticket.ExpiresAt),
        };
    }

    /// <summary>Uses the challenge up and gives what the server must know again.</summary>
    /// <exception cref="RpcException">FAILED_PRECONDITION.</exception>
    public async Task<string> UseAsync(PasskeyPurpose purpose, Guid person, string token, CancellationToken cancellationToken)
    {
        var ticket = Open(purpose, person, token);
        if (ticket is null || ticket.ExpiresAt <= clock.GetUtcNow() || !await passkeys.UseChallengeAcrossTenantsAsync(ticket.Id, ticket.ExpiresAt, cancellationToken))
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.PasskeyChallengeInvalid, "the challenge is unknown, answered or too old: begin again");
        return ticket.State;
    }

    private Ticket? Open(PasskeyPurpose purpose, Guid person, string token)
    {
        if (!Base64Url.IsValid(token))
            return null;

        try
        {
            return JsonSerializer.Deserialize<Ticket>(secrets.Open(NameOf(purpose), person, Base64Url.DecodeFromChars(token)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string NameOf(PasskeyPurpose purpose) => $"passkey {purpose}";

    private sealed record Ticket(Guid Id, DateTimeOffset ExpiresAt, string State);
}
