using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Features.People.Passkeys;
using TinyEclipse.Server.Features.People.PasswordResets;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Features.People.Sessions;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.SignIn;

public sealed partial class SignInService(
    SignInProof signIn, PersonProof proof, PasskeyProof passkeys, PasswordReset reset, SessionStore sessions, PersonStore people, DeviceHints devices)
    : TinyEclipse.People.V1.SignInService.SignInServiceBase
{
    private const int LongestCode = 40;
    private const int LongestToken = 200;

    public override async Task<SignInResponse> SignIn(SignInRequest request, ServerCallContext context)
    {
        new Checks()
            .Text("email", request.Email, 1, EmailAddress.MostCharacters)
            .Text("password", request.Password, 1, PasswordRules.MostTyped)
            .Text("device_hint", request.DeviceHint, 0, DeviceHints.MostCharacters)
            .Text("totp_code", request.TotpCode, 0, LongestCode)
            .Text("recovery_code", request.RecoveryCode, 0, LongestCode)
            .Text("device_name", request.DeviceName, 0, SessionDevice.MostCharacters)
            .ThrowIfFailed();

        var network = CallerAddress.NetworkOf(CallerAddress.Of(context));
        var signer = await signIn.RequireAsync(request, network, context.CancellationToken);
        return await BeginSessionAsync(signer.Id, request.DeviceName, context);
    }

    public override async Task<Session> Reauthenticate(ReauthenticateRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        new Checks()
            .Field("proof", request.ProofCase != ReauthenticateRequest.ProofOneofCase.None, "must be given")
            .Text("password", request.Password, 0, PasswordRules.MostTyped)
            .Text("totp_code", request.TotpCode, 0, LongestCode)
            .ThrowIfFailed();

        await (request.ProofCase switch
        {
            ReauthenticateRequest.ProofOneofCase.Password => proof.RequirePasswordAsync(person.PersonId, request.Password, context.CancellationToken),
            ReauthenticateRequest.ProofOneofCase.TotpCode => proof.RequireCodeAsync(person.PersonId, request.TotpCode, context.CancellationToken),
            _ => RequirePasskeyAsync(person.PersonId, request.Passkey, context),
        });
        return await sessions.ProveAcrossTenantsAsync(person.SessionId!.Value, context.CancellationToken)
            ?? throw RpcErrors.NotFound("session", person.SessionId.Value.ToString());
    }

    public override async Task<Empty> RequestPasswordReset(RequestPasswordResetRequest request, ServerCallContext context)
    {
        await reset.RequestAsync(Checks.RequireEmail("email", request.Email), CallerAddress.NetworkOf(CallerAddress.Of(context)), context.CancellationToken);
        return new();
    }

    public override async Task<ResetPasswordResponse> ResetPassword(ResetPasswordRequest request, ServerCallContext context)
    {
        new Checks()
            .Text("token", request.Token, 1, LongestToken)
            .Text("new_password", request.NewPassword, 1, PasswordRules.MostTyped)
            .ThrowIfFailed();
        var personId = await reset.FinishAsync(request.Token, request.NewPassword, context.CancellationToken);
        return new() { DeviceHint = devices.Make(personId) };
    }

    public override async Task<Empty> SignOut(SignOutRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        await sessions.RevokeAcrossTenantsAsync(person.PersonId, person.SessionId!.Value, context.CancellationToken);
        return new();
    }

    private async Task<SignInResponse> BeginSessionAsync(Guid personId, string deviceName, ServerCallContext context)
    {
        var device = SessionDevice.Of(context, deviceName);
        var (token, session) = await sessions.CreateAcrossTenantsAsync(personId, device, context.CancellationToken);
        return new()
        {
            SessionToken = token,
            Session = session,
            DeviceHint = devices.Make(personId),
            Person = await people.FindAcrossTenantsAsync(personId, context.CancellationToken),
        };
    }
}
