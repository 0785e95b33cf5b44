using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.SecondFactor;

public sealed class SecondFactorService(SecondFactorStore store, Authenticator authenticator, PersonStore people)
    : TinyEclipse.People.V1.SecondFactorService.SecondFactorServiceBase
{
    public override async Task<TinyEclipse.People.V1.SecondFactor> GetSecondFactor(GetSecondFactorRequest request, ServerCallContext context)
    {
        var state = await store.FindAcrossTenantsAsync(context.RequirePerson().PersonId, context.CancellationToken);
        return new()
        {
            Totp = state.TotpConfirmedAt is not null,
            TotpConfirmTime = state.TotpConfirmedAt is { } confirmed ? Timestamp.FromDateTime(confirmed) : null,
            RecoveryCodeCount = state.RecoveryCodeCount,
            PasswordChangeTime = state.PasswordChangedAt is { } changed ? Timestamp.FromDateTime(changed) : null,
            PasskeyCount = state.PasskeyCount,
        };
    }

    public override async Task<SetUpTotpResponse> SetUpTotp(SetUpTotpRequest request, ServerCallContext context)
    {
        var id = context.RequirePerson().PersonId;
        var person = await people.FindAcrossTenantsAsync(id, context.CancellationToken) ?? throw RpcErrors.NotFound("person", id.ToString());
        var secret = await authenticator.BeginAsync(id, context.CancellationToken) ?? throw WrongState("an authenticator app is in use: remove it first");
        return new() { Secret = secret, OtpauthUri = Totp.Uri(secret, person.Email) };
    }

    public override async Task<TinyEclipse.People.V1.RecoveryCodes> ConfirmTotp(ConfirmTotpRequest request, ServerCallContext context)
    {
        var id = context.RequirePerson().PersonId;
        var seed = await store.FindUnconfirmedSeedAcrossTenantsAsync(id, context.CancellationToken)
            ?? throw WrongState("no authenticator app waits to be confirmed");
        var codes = RecoveryCodes.New();
        var isRight = await authenticator.ConfirmAsync(id, seed, request.TotpCode, codes, context.CancellationToken);
        new Checks().Field("totp_code", isRight, "is not what the app should show now: is the clock of the device right?").ThrowIfFailed();
        return new() { Codes = { codes } };
    }

    public override async Task<Empty> RemoveTotp(RemoveTotpRequest request, ServerCallContext context)
    {
        await store.RemoveAcrossTenantsAsync(context.RequirePerson().PersonId, context.CancellationToken);
        return new();
    }

    public override async Task<TinyEclipse.People.V1.RecoveryCodes> ReplaceRecoveryCodes(ReplaceRecoveryCodesRequest request, ServerCallContext context)
    {
        var codes = RecoveryCodes.New();
        return await store.ReplaceCodesAcrossTenantsAsync(context.RequirePerson().PersonId, codes, context.CancellationToken)
            ? new() { Codes = { codes } }
            : throw WrongState("no authenticator app is in use");
    }

    private static RpcException WrongState(string message) => RpcErrors.Make(Code.FailedPrecondition, ErrorReason.SecondFactorState, message);
}
