using System.Net;
using TinyEclipse.Audit.V1;
using TinyEclipse.Notifications.V1;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.SecondFactor;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Server.Tests.Notifications;
using TinyEclipse.Server.Tests.Pairing;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Server.Tests.People.Passkeys;
using TinyEclipse.Server.Tests.Privacy;
using TinyEclipse.Server.Tests.Quarantine;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;
using InvitationCalls = TinyEclipse.People.V1.InvitationService.InvitationServiceClient;
using KeyCalls = TinyEclipse.Sites.V1.ServerKeyService.ServerKeyServiceClient;
using MemberCalls = TinyEclipse.People.V1.MemberService.MemberServiceClient;
using PairingCalls = TinyEclipse.Sites.V1.PairingService.PairingServiceClient;
using QuarantineCalls = TinyEclipse.Sites.V1.QuarantineService.QuarantineServiceClient;
using SiteCalls = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;
using TenantCalls = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;
using TokenCalls = TinyEclipse.People.V1.ApiTokenService.ApiTokenServiceClient;

namespace TinyEclipse.Server.Tests.Audit;

/// <summary>Who a writing call is made by, as the log must tell it.</summary>
internal sealed record Attempt(ActorKind Kind, Func<WritingScene, Task<TestCaller>> CallerAsync, Func<WritingScene, TestCaller, Task> CallAsync);

/// <summary>What the calls are about: a shop, and a person who signed in.</summary>
internal sealed record WritingScene(PushShop Shop, TestPerson Person)
{
    public string TenantId => Shop.Tenant.Id;

    public string SiteId => Shop.Tenant.SiteId.ToString();
}

/// <summary>How each rpc that writes is called so that it does; and those that leave no entry, with the reason.</summary>
internal static class WritingCalls
{
    private const string Challenge = "it asks and writes nothing; a challenge travels sealed";

    public static readonly IReadOnlyDictionary<string, string> WithoutEntry = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AbandonedCartService.ReportCart"] = "what a site reports is its own record",
        ["InvitationService.LookUpInvitation"] = "it reads; the link travels in a body so that no log keeps it",
        ["JourneyService.AppendJourneyEntry"] = "what a site reports is its own record",
        ["PasskeyService.BeginPasskeyRegistration"] = Challenge,
        ["SignInService.BeginPasskeyReauthentication"] = Challenge,
        ["SignInService.BeginPasskeySignIn"] = Challenge,
        ["SiteService.PingSite"] = "it asks the site and writes nothing",
    };

    public static readonly IReadOnlyDictionary<string, Attempt> WithEntry = new Dictionary<string, Attempt>(StringComparer.Ordinal)
    {
        ["AccountService.ChangePassword"] = new(ActorKind.Person, SignedIn, (scene, caller) =>
            caller.Account().ChangePasswordAsync(new() { CurrentPassword = scene.Person.Password, NewPassword = "een ander mooi woord" }).ResponseAsync),
        ["ApiTokenService.CreateApiToken"] = new(ActorKind.Person, SignedIn, (scene, caller) => NewTokenAsync(scene, caller)),
        ["ApiTokenService.RevokeApiToken"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
            await new TokenCalls(caller.Grpc).RevokeApiTokenAsync(new() { ApiTokenId = (await NewTokenAsync(scene, await scene.Person.SignedInAsync())).Id })),
        ["ApiTokenService.RevokeTenantApiToken"] = new(ActorKind.ApiToken, Owner, async (scene, caller) =>
        {
            var made = await NewTokenAsync(scene, await scene.Person.SignedInAsync(), scene.TenantId);
            await new TokenCalls(caller.Grpc).RevokeTenantApiTokenAsync(new() { TenantId = scene.TenantId, ApiTokenId = made.Id });
        }),
        ["ApiTokenService.RotateApiToken"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
            await new TokenCalls(caller.Grpc).RotateApiTokenAsync(new() { ApiTokenId = (await NewTokenAsync(scene, await scene.Person.SignedInAsync())).Id })),
        ["ContactService.EraseContact"] = new(ActorKind.ApiToken, Owner, async (scene, caller) =>
        {
            var cart = await scene.Shop.Tenant.ReportAsync(ContactRights.CartOfAda());
            await caller.Contacts().EraseContactAsync(new() { TenantId = scene.TenantId, ContactId = cart.ContactId });
        }),
        ["InvitationService.InviteMember"] = new(ActorKind.ApiToken, Owner, (scene, caller) => WritingLinks.InviteAsync(scene, caller)),
        ["InvitationService.RevokeInvitation"] = new(ActorKind.ApiToken, Owner, async (scene, caller) => await new InvitationCalls(caller.Grpc)
            .RevokeInvitationAsync(new() { TenantId = scene.TenantId, InvitationId = (await WritingLinks.InviteAsync(scene, scene.Shop.Tenant.Owner)).Id })),
        ["InvitationService.AcceptInvitation"] = new(ActorKind.Public, Nobody, async (scene, caller) => await new InvitationCalls(caller.Grpc)
            .AcceptInvitationAsync(new() { Token = await WritingLinks.InvitationTokenAsync(scene), DisplayName = "Els", Password = "praline vijver zonnebril" })),
        ["MemberService.ChangeMemberRole"] = new(ActorKind.ApiToken, Owner, (scene, caller) => new MemberCalls(caller.Grpc)
            .ChangeMemberRoleAsync(new() { TenantId = scene.TenantId, PersonId = scene.Person.Id.ToString(), Role = Role.Manager }).ResponseAsync),
        ["MemberService.RemoveMember"] = new(ActorKind.ApiToken, Owner, (scene, caller) => new MemberCalls(caller.Grpc)
            .RemoveMemberAsync(new() { TenantId = scene.TenantId, PersonId = scene.Person.Id.ToString() }).ResponseAsync),
        ["OutboxService.RetryOutboxMessage"] = new(ActorKind.ApiToken, Owner, RetryAsync),
        ["PairingService.CreatePairingCode"] = new(ActorKind.ApiToken, Owner, (scene, caller) =>
            new PairingCalls(caller.Grpc).CreatePairingCodeAsync(new() { TenantId = scene.TenantId }).ResponseAsync),
        ["PairingService.PairSite"] = new(ActorKind.Public, Nobody, async (scene, caller) =>
            await new PairingCalls(caller.Grpc).PairSiteAsync(PairingStory.Request(await new PairingStory(scene.Shop.Tenant).CodeAsync()))),
        ["PairingService.UnpairSite"] = new(ActorKind.Site, Site, (_, caller) => new PairingCalls(caller.Grpc).UnpairSiteAsync(new()).ResponseAsync),
        ["PasskeyService.DeletePasskey"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
            await caller.Passkeys().DeletePasskeyAsync(new() { PasskeyId = (await PasskeyStory.OfAsync(scene.Person)).Passkey.Id })),
        ["PasskeyService.FinishPasskeyRegistration"] = new(ActorKind.Person, SignedIn, (_, caller) => PasskeyStory.RegisterAsync(caller, new())),
        ["PasskeyService.RenamePasskey"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
            await caller.Passkeys().RenamePasskeyAsync(new() { PasskeyId = (await PasskeyStory.OfAsync(scene.Person)).Passkey.Id, Name = "Laptop" })),
        ["PushSubscriptionService.CreatePushSubscription"] = new(ActorKind.ApiToken, Owner, (scene, caller) => scene.Shop.SubscribeAsync(caller)),
        ["PushSubscriptionService.DeletePushSubscription"] = new(ActorKind.ApiToken, Owner, DeleteSubscriptionAsync),
        ["PushSubscriptionService.SendTestPush"] = new(ActorKind.ApiToken, Owner, async (scene, caller) =>
        {
            await scene.Shop.SubscribeAsync();
            await scene.Shop.Subscriptions(caller).SendTestPushAsync(new() { TenantId = scene.TenantId });
        }),
        ["ShopperRightsService.EraseShopper"] = new(ActorKind.Site, Site, async (scene, caller) =>
        {
            await scene.Shop.Tenant.ReportAsync(ContactRights.CartOfAda());
            await caller.ShopperRights().EraseShopperAsync(new() { Email = "ada@example.org" });
        }),
        ["SecondFactorService.SetUpTotp"] = new(ActorKind.Person, SignedIn, (_, caller) => caller.Factor().SetUpTotpAsync(new()).ResponseAsync),
        ["SecondFactorService.ConfirmTotp"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
            await ConfirmTotpAsync(caller, (await (await scene.Person.SignedInAsync()).Factor().SetUpTotpAsync(new())).Secret)),
        ["SecondFactorService.RemoveTotp"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
        {
            await WithTotpAsync(await scene.Person.SignedInAsync());
            await caller.Factor().RemoveTotpAsync(new());
        }),
        ["SecondFactorService.ReplaceRecoveryCodes"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
        {
            await WithTotpAsync(await scene.Person.SignedInAsync());
            await caller.Factor().ReplaceRecoveryCodesAsync(new());
        }),
        ["QuarantineService.ResolveQuarantine"] = new(ActorKind.ApiToken, Owner, async (scene, caller) =>
        {
            await (await CloneStory.NewAsync(scene.Shop.Tenant)).BeatAsync(CloneStory.Stranger, CloneStory.StagingHome);
            await new QuarantineCalls(caller.Grpc).ResolveQuarantineAsync(new() { TenantId = scene.TenantId, SiteId = scene.SiteId, Resolution = QuarantineResolution.Staging });
        }),
        ["ServerKeyService.RotateServerKey"] = new(ActorKind.ApiToken, Operator, (_, caller) => new KeyCalls(caller.Grpc).RotateServerKeyAsync(new()).ResponseAsync),
        ["SessionService.RevokeOtherSessions"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
        {
            await scene.Person.SignInAsync();
            await caller.Sessions().RevokeOtherSessionsAsync(new());
        }),
        ["SessionService.RevokeSession"] = new(ActorKind.Person, SignedIn, async (scene, caller) =>
            await caller.Sessions().RevokeSessionAsync(new() { SessionId = (await scene.Person.SignInAsync()).Session.Id })),
        ["SignInService.Reauthenticate"] = new(ActorKind.Person, SignedIn, (scene, caller) => caller.Door().ReauthenticateAsync(new() { Password = scene.Person.Password }).ResponseAsync),
        ["SignInService.FinishPasskeySignIn"] = new(ActorKind.Public, Nobody, async (scene, caller) => await (await PasskeyStory.OfAsync(scene.Person)).SignInAsync(caller)),
        ["SignInService.RequestPasswordReset"] = new(ActorKind.Public, Nobody, (scene, caller) => caller.Door().RequestPasswordResetAsync(new() { Email = scene.Person.Email }).ResponseAsync),
        ["SignInService.ResetPassword"] = new(ActorKind.Public, Nobody, async (scene, caller) =>
            await caller.Door().ResetPasswordAsync(new() { Token = await WritingLinks.ResetTokenAsync(scene), NewPassword = "een ander mooi woord" })),
        ["SignInService.SignIn"] = new(ActorKind.Public, Nobody, (scene, caller) => caller.Door().SignInAsync(scene.Person.Request).ResponseAsync),
        ["SignInService.SignOut"] = new(ActorKind.Person, SignedIn, (_, caller) => caller.Door().SignOutAsync(new()).ResponseAsync),
        ["SiteService.CreateSite"] = new(ActorKind.ApiToken, Owner, (scene, caller) =>
            new SiteCalls(caller.Grpc).CreateSiteAsync(new() { TenantId = scene.TenantId, Site = new() { Url = $"https://{Guid.NewGuid():n}.example" } }).ResponseAsync),
        ["SiteService.CreateSiteToken"] = new(ActorKind.ApiToken, Owner, (scene, caller) =>
            new SiteCalls(caller.Grpc).CreateSiteTokenAsync(new() { TenantId = scene.TenantId, SiteId = scene.SiteId }).ResponseAsync),
        ["SiteService.RecordHeartbeat"] = new(ActorKind.Site, Site, (_, caller) =>
            new SiteCalls(caller.Grpc).RecordHeartbeatAsync(new() { Versions = new() { Wordpress = "6.9" } }).ResponseAsync),
        ["SiteService.RevokeSiteToken"] = new(ActorKind.ApiToken, Owner, async (scene, caller) =>
            await new SiteCalls(caller.Grpc).RevokeSiteTokenAsync(new() { TenantId = scene.TenantId, SiteId = scene.SiteId, SiteTokenId = await NewSiteTokenAsync(scene) })),
        ["SiteService.RotateSiteToken"] = new(ActorKind.ApiToken, Owner, async (scene, caller) =>
            await new SiteCalls(caller.Grpc).RotateSiteTokenAsync(new() { TenantId = scene.TenantId, SiteId = scene.SiteId, SiteTokenId = await NewSiteTokenAsync(scene) })),
        ["SiteService.UpdateSite"] = new(ActorKind.ApiToken, Owner, (scene, caller) =>
            new SiteCalls(caller.Grpc).UpdateSiteAsync(new()
            {
                TenantId = scene.TenantId,
                SiteId = scene.SiteId,
                Site = new() { Url = $"https://{Guid.NewGuid():n}.example" },
                UpdateMask = new() { Paths = { "url" } },
            }).ResponseAsync),
        ["TenantService.ChangePlan"] = new(ActorKind.ApiToken, Operator, (scene, caller) =>
            new TenantCalls(caller.Grpc).ChangePlanAsync(new() { TenantId = scene.TenantId, Plan = Plan.ProPlus }).ResponseAsync),
        ["TenantService.CreateTenant"] = new(ActorKind.ApiToken, Operator, (_, caller) =>
            new TenantCalls(caller.Grpc).CreateTenantAsync(new() { Tenant = new() { Name = "Nieuw", Domain = $"{Guid.NewGuid():n}.example" } }).ResponseAsync),
        ["TenantService.UpdateTenant"] = new(ActorKind.ApiToken, Owner, (scene, caller) =>
            new TenantCalls(caller.Grpc).UpdateTenantAsync(new() { TenantId = scene.TenantId, Tenant = new() { Name = "Anders" }, UpdateMask = new() { Paths = { "name" } } }).ResponseAsync),
    };

    private static Task<TestCaller> Owner(WritingScene scene) => Task.FromResult(scene.Shop.Tenant.Owner);

    private static Task<TestCaller> Site(WritingScene scene) => Task.FromResult(scene.Shop.Tenant.Site);

    private static Task<TestCaller> SignedIn(WritingScene scene) => scene.Person.SignedInAsync();

    private static Task<TestCaller> Operator(WritingScene scene) => scene.Shop.Tenant.Server.NewOperatorAsync();

    private static Task<TestCaller> Nobody(WritingScene scene) => Task.FromResult(scene.Shop.Tenant.Server.As(""));

    private static async Task<ApiToken> NewTokenAsync(WritingScene scene, TestCaller caller, string tenantId = "") =>
        await new TokenCalls(caller.Grpc).CreateApiTokenAsync(new() { ApiToken = new() { Name = scene.Person.Email[..8], Scopes = { "*" }, TenantId = tenantId } });

    private static async Task<string> NewSiteTokenAsync(WritingScene scene) =>
        (await new SiteCalls(scene.Shop.Tenant.Owner.Grpc).CreateSiteTokenAsync(new() { TenantId = scene.TenantId, SiteId = scene.SiteId })).Id;

    private static async Task WithTotpAsync(TestCaller session) => await ConfirmTotpAsync(session, (await session.Factor().SetUpTotpAsync(new())).Secret);

    private static async Task ConfirmTotpAsync(TestCaller session, string secret) => await session.Factor()
        .ConfirmTotpAsync(new() { TotpCode = Totp.Code(Base32Reading.Decode(secret), Totp.StepAt(DateTimeOffset.UtcNow)) });

    private static async Task RetryAsync(WritingScene scene, TestCaller caller)
    {
        (await scene.Shop.SubscribeAsync()).Answering(HttpStatusCode.Forbidden);
        await scene.Shop.SendTestAsync();
        var dead = await scene.Shop.MessageAsync(OutboxState.Dead);
        await scene.Shop.Outbox(caller).RetryOutboxMessageAsync(new() { TenantId = scene.TenantId, MessageId = dead.Id });
    }

    private static async Task DeleteSubscriptionAsync(WritingScene scene, TestCaller caller)
    {
        await scene.Shop.SubscribeAsync();
        var device = Assert.Single(await scene.Shop.DevicesAsync());
        await scene.Shop.Subscriptions(caller).DeletePushSubscriptionAsync(new() { TenantId = scene.TenantId, PushSubscriptionId = device.Id });
    }
}
