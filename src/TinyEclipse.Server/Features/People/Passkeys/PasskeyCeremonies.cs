using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>What a browser is asked, and what the server must know again to judge its answer.</summary>
public sealed record PasskeyQuestion(Struct Options, string State);

/// <summary>WebAuthn's ceremonies as ASP.NET Core Identity performs them, on what was read from the database before: it asks nothing itself.</summary>
public sealed partial class PasskeyCeremonies(IOptions<PasskeyOptions> settings, IOptions<IdentityPasskeyOptions> options, ILogger<PasskeyCeremonies> log)
{
    /// <exception cref="RpcException">FAILED_PRECONDITION.</exception>
    public async Task<PasskeyQuestion> AskForNewAsync(Person person, IReadOnlyList<UserPasskeyInfo> known, HttpContext http)
    {
        RequireSetUp();
        using var users = new PasskeyUsers(Guid.Parse(person.Id), known).ToManager();
        var name = person.DisplayName.Length > 0 ? person.DisplayName : person.Email;
        var asked = await HandlerOf(users).MakeCreationOptionsAsync(new() { Id = person.Id, Name = person.Email, DisplayName = name }, http);
        return new(JsonParser.Default.Parse<Struct>(asked.CreationOptionsJson), asked.AttestationState!);
    }

    /// <param name="person">Null when anybody may answer.</param>
    /// <exception cref="RpcException">FAILED_PRECONDITION.</exception>
    public async Task<PasskeyQuestion> AskForProofAsync(Guid? person, IReadOnlyList<UserPasskeyInfo> known, HttpContext http)
    {
        RequireSetUp();
        using var users = new PasskeyUsers(person, known).ToManager();
        var asked = await HandlerOf(users).MakeRequestOptionsAsync(person is { } id ? new PasskeyUser(id) : null, http);
        return new(JsonParser.Default.Parse<Struct>(asked.RequestOptionsJson), asked.AssertionState!);
    }

    /// <summary>The passkey that was made; null when the answer is not right.</summary>
    public async Task<UserPasskeyInfo?> JudgeNewAsync(string state, Struct credential, HttpContext http)
    {
        using var users = new PasskeyUsers(null, []).ToManager();
        var result = await HandlerOf(users).PerformAttestationAsync(new() { AttestationState = state, CredentialJson = JsonOf(credential), HttpContext = http });
        if (!result.Succeeded)
            LogRefusedNew(result.Failure.Message);
        return result.Passkey is { CredentialId.Length: > 0 } made ? made : null; // Identity takes one without an id, which nobody could find again
    }

    /// <summary>The passkey as it is after this use; null when the answer is not right.</summary>
    public async Task<UserPasskeyInfo?> JudgeProofAsync(string state, Struct credential, StoredPasskey known, HttpContext http)
    {
        using var users = new PasskeyUsers(known.PersonId, [known.ToInfo()]).ToManager();
        var result = await HandlerOf(users).PerformAssertionAsync(new() { AssertionState = state, CredentialJson = JsonOf(credential), HttpContext = http });
        if (!result.Succeeded)
            LogRefusedProof(known.Id, result.Failure.Message);
        return result.Passkey;
    }

    private void RequireSetUp()
    {
        if (!settings.Value.IsSetUp)
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.PasskeysNotSetUp, "the server does not know its domain: its settings PublicUrl or Passkeys:Domain tell it");
    }

    private PasskeyHandler<PasskeyUser> HandlerOf(UserManager<PasskeyUser> users) => new(users, options);

    private static string JsonOf(Struct credential) => JsonFormatter.Default.Format(credential);

    [LoggerMessage(LogLevel.Information, "A new passkey was refused: {Reason}")]
    private partial void LogRefusedNew(string reason);

    // A count that went back, or another page: whoever has the passkey may be somebody else.
    [LoggerMessage(LogLevel.Warning, "An answer of passkey {Passkey} was refused: {Reason}")]
    private partial void LogRefusedProof(Guid passkey, string reason);
}
