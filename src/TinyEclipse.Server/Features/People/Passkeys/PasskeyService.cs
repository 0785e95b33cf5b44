using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Passkeys;

public sealed class PasskeyService(
    PasskeyStore passkeys, PasskeyCeremonies ceremonies, PasskeyChallenges challenges, PersonStore people, PageTokens pages)
    : TinyEclipse.People.V1.PasskeyService.PasskeyServiceBase
{
    private const int MostPasskeys = 25; // each goes into the options of the next

    public override async Task<PasskeyChallenge> BeginPasskeyRegistration(BeginPasskeyRegistrationRequest request, ServerCallContext context)
    {
        var id = context.RequirePerson().PersonId;
        var known = await RequireRoomAsync(id, context.CancellationToken);
        var person = await people.FindAcrossTenantsAsync(id, context.CancellationToken) ?? throw RpcErrors.NotFound("person", id.ToString());
        var question = await ceremonies.AskForNewAsync(person, [.. known.Select(passkey => passkey.ToInfo())], context.GetHttpContext());
        return challenges.Make(PasskeyPurpose.Registration, id, question);
    }

    public override async Task<Passkey> FinishPasskeyRegistration(FinishPasskeyRegistrationRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson().PersonId;
        new Checks().Passkey("answer", request.Answer).PasskeyName(request.Name).ThrowIfFailed();

        await RequireRoomAsync(person, context.CancellationToken);
        var state = await challenges.UseAsync(PasskeyPurpose.Registration, person, request.Answer.ChallengeToken, context.CancellationToken);
        var made = await ceremonies.JudgeNewAsync(state, request.Answer.Credential, context.GetHttpContext());
        new Checks().Field("answer.credential", made is not null, "is no verified person's answer to this challenge on a page that may ask").ThrowIfFailed();
        if (await passkeys.AddAcrossTenantsAsync(person, request.Name, made!, MostPasskeys, context.CancellationToken) is { } added)
            return added;

        await RequireRoomAsync(person, context.CancellationToken); // others may have been added meanwhile
        throw RpcErrors.Make(Code.AlreadyExists, ErrorReason.ResourceExists, "this passkey is known already");
    }

    public override async Task<ListPasskeysResponse> ListPasskeys(ListPasskeysRequest request, ServerCallContext context)
    {
        var page = pages.ByTime(request);
        var found = await passkeys.ListAcrossTenantsAsync(context.RequirePerson().PersonId, page, context.CancellationToken);

        var response = new ListPasskeysResponse();
        response.NextPageToken = pages.Fill(response.Passkeys, found, page, passkey => passkey.CreateTime, passkey => passkey.Id);
        return response;
    }

    public override async Task<Passkey> RenamePasskey(RenamePasskeyRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson().PersonId;
        var checks = new Checks();
        var id = checks.Id("passkey_id", request.PasskeyId);
        checks.PasskeyName(request.Name).ThrowIfFailed();
        return await passkeys.RenameAcrossTenantsAsync(person, id, request.Name, context.CancellationToken) ?? throw NotFound(request.PasskeyId);
    }

    public override async Task<Empty> DeletePasskey(DeletePasskeyRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson().PersonId;
        var id = Checks.RequireId("passkey_id", request.PasskeyId);
        return await passkeys.DeleteAcrossTenantsAsync(person, id, context.CancellationToken) ? new() : throw NotFound(request.PasskeyId);
    }

    private async Task<IReadOnlyList<StoredPasskey>> RequireRoomAsync(Guid personId, CancellationToken cancellationToken)
    {
        var known = await passkeys.FindAllAcrossTenantsAsync(personId, cancellationToken);
        return known.Count < MostPasskeys
            ? known
            : throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.PasskeyLimitReached, $"nobody has more than {MostPasskeys} passkeys: delete one first", ("limit", $"{MostPasskeys}"));
    }

    private static RpcException NotFound(string id) => RpcErrors.NotFound("passkey", id);
}
