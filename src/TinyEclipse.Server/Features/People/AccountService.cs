using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People;

public sealed class AccountService(PersonProof proof, SignerStore signers, PasswordHashes passwords) : TinyEclipse.People.V1.AccountService.AccountServiceBase
{
    public override async Task<Empty> ChangePassword(ChangePasswordRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        new Checks()
            .Text("current_password", request.CurrentPassword, 1, PasswordRules.MostTyped)
            .Text("new_password", request.NewPassword, 1, PasswordRules.MostTyped)
            .ThrowIfFailed();

        var signer = await proof.RequirePasswordAsync(person.PersonId, request.CurrentPassword, context.CancellationToken);
        new Checks().Password("new_password", request.NewPassword, signer.Email, signer.DisplayName).ThrowIfFailed();

        var hash = await passwords.HashAsync(request.NewPassword, context.CancellationToken);
        await signers.ChangePasswordAcrossTenantsAsync(person.PersonId, hash, person.SessionId, context.CancellationToken);
        return new();
    }
}
