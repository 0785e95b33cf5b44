using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Features.People.Passkeys;
using TinyEclipse.Server.Features.People.Sessions;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.SignIn;

public sealed partial class SignInService
{
    public override Task<PasskeyChallenge> BeginPasskeySignIn(BeginPasskeySignInRequest request, ServerCallContext context) =>
        passkeys.BeginSignInAsync(context.GetHttpContext());

    public override async Task<SignInResponse> FinishPasskeySignIn(FinishPasskeySignInRequest request, ServerCallContext context)
    {
        new Checks()
            .Passkey("answer", request.Answer)
            .Text("device_name", request.DeviceName, 0, SessionDevice.MostCharacters)
            .ThrowIfFailed();

        var network = CallerAddress.NetworkOf(CallerAddress.Of(context));
        var personId = await passkeys.RequireSignInAsync(request.Answer, context.GetHttpContext(), network, context.CancellationToken);
        return await BeginSessionAsync(personId, request.DeviceName, context);
    }

    public override Task<PasskeyChallenge> BeginPasskeyReauthentication(BeginPasskeyReauthenticationRequest request, ServerCallContext context) =>
        passkeys.BeginReauthenticationAsync(context.RequirePerson().PersonId, context.GetHttpContext(), context.CancellationToken);

    private Task RequirePasskeyAsync(Guid personId, PasskeyAnswer answer, ServerCallContext context)
    {
        new Checks().Passkey("passkey", answer).ThrowIfFailed();
        return passkeys.RequireAsync(personId, answer, context.GetHttpContext(), context.CancellationToken);
    }
}
