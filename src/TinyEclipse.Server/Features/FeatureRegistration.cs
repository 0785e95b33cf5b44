using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.AbandonedCarts;
using TinyEclipse.Server.Features.Audit;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Features.Journey;
using TinyEclipse.Server.Features.Notifications;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Features.Pairing;
using TinyEclipse.Server.Features.People;
using TinyEclipse.Server.Features.People.ApiTokens;
using TinyEclipse.Server.Features.People.Invitations;
using TinyEclipse.Server.Features.People.Members;
using TinyEclipse.Server.Features.People.Passkeys;
using TinyEclipse.Server.Features.People.PasswordResets;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Features.People.SecondFactor;
using TinyEclipse.Server.Features.People.SecurityNotices;
using TinyEclipse.Server.Features.People.Sessions;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Server.Features.ServerKeys;
using TinyEclipse.Server.Features.Sites;
using TinyEclipse.Server.Features.Tenants;
using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Privacy;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TinyEclipse.Server.Features;

/// <summary>The product's table of contents: a line per store, worker and service.</summary>
public static class FeatureRegistration
{
    /// <summary>The services of the protos. Each rpc in them must say who may call it.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        TinyEclipse.Audit.V1.AuditService.Descriptor,
        TinyEclipse.Contacts.V1.ContactService.Descriptor,
        TinyEclipse.Contacts.V1.JourneyService.Descriptor,
        TinyEclipse.Contacts.V1.ShopperRightsService.Descriptor,
        TinyEclipse.Notifications.V1.EventService.Descriptor,
        TinyEclipse.Notifications.V1.NotificationService.Descriptor,
        TinyEclipse.Notifications.V1.OutboxService.Descriptor,
        TinyEclipse.Notifications.V1.PushSubscriptionService.Descriptor,
        TinyEclipse.People.V1.AccountService.Descriptor,
        TinyEclipse.People.V1.ApiTokenService.Descriptor,
        TinyEclipse.People.V1.InvitationService.Descriptor,
        TinyEclipse.People.V1.MemberService.Descriptor,
        TinyEclipse.People.V1.PasskeyService.Descriptor,
        TinyEclipse.People.V1.PersonService.Descriptor,
        TinyEclipse.People.V1.SecondFactorService.Descriptor,
        TinyEclipse.People.V1.SessionService.Descriptor,
        TinyEclipse.People.V1.SignInService.Descriptor,
        TinyEclipse.Shop.V1.AbandonedCartService.Descriptor,
        TinyEclipse.Sites.V1.PairingService.Descriptor,
        TinyEclipse.Sites.V1.QuarantineService.Descriptor,
        TinyEclipse.Sites.V1.ServerKeyService.Descriptor,
        TinyEclipse.Sites.V1.SiteService.Descriptor,
        TinyEclipse.Tenants.V1.TenantService.Descriptor,
    ];

    public static void AddFeatures(this IServiceCollection services)
    {
        services.AddOptionsFor<CartOptions>("Carts");
        services.AddSingleton<AbandonedCartStore>();
        services.AddContactData<AbandonedCartStore>(
            "abandoned_carts", ["abandoned_carts"], carts => carts.ReadOfContactAsync, carts => carts.EraseContactAsync);
        services.AddSingleton<CartJudge>();
        services.AddSingleton<CartRecorder>();
        services.AddHostedService<CartJudgeWorker>();
        services.AddSingleton<AuditStore>();
        services.AddChore<AuditStore>("delete old audit entries", (audit, cancellationToken) => audit.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddOptionsFor<RetentionOptions>("Retention");
        services.AddSingleton<ContactErasure>();
        services.AddNightlyChore<ContactErasure>("erase contacts nobody heard of", (erasure, cancellationToken) => erasure.EraseUnseenAsync(cancellationToken));
        services.AddSingleton<ContactExport>();
        services.AddSingleton<ContactMatcher>();
        services.AddSingleton<ContactStore>();
        services.AddContactData<ContactStore>(
            "contacts", ["contacts"], contacts => contacts.ReadOfContactAsync, _ => (_, _, _) => Task.CompletedTask); // goes last, when nothing refers to it
        services.AddContactData<ContactStore>(
            "customer_numbers", ["contact_customer_ids"], contacts => contacts.ReadNumbersOfContactAsync, contacts => contacts.DeleteNumbersOfContactAsync);
        services.AddSingleton<EventFeed>();
        services.AddSingleton<EventStore>();
        services.AddContactData<EventStore>("events", ["events"], events => events.ReadOfContactAsync, events => events.EraseContactAsync);
        services.AddChore<EventStore>("adopt restored events", (events, cancellationToken) => events.AdoptRestoredAcrossTenantsAsync(cancellationToken));
        services.AddChore<EventStore>("delete old events", (events, cancellationToken) => events.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<JourneyStore>();
        services.AddNightlyChore<JourneyStore>("delete old journey entries", (journeys, cancellationToken) => journeys.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddContactData<JourneyStore>("journey_entries", ["journey_entries"], journeys => journeys.ReadOfContactAsync, journeys => journeys.EraseContactAsync);
        services.AddOptionsFor<MailOptions>("Mail");
        services.AddSingleton<MailSender>();
        services.AddSingleton<OutboxChannel, MailChannel>();
        services.AddSingleton<PublicLinks>();
        services.AddOptionsFor<OutboxOptions>("Outbox");
        services.AddSingleton<OutboxStore>();
        services.AddNightlyChore<OutboxStore>("delete closed outbox messages", (outbox, cancellationToken) => outbox.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddHostedService<OutboxWorker>();
        services.AddOptionsFor<PushOptions>("Push");
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<NotificationStore>();
        services.AddContactData<NotificationStore>("notifications", ["notifications"], store => store.ReadOfContactAsync, store => store.EraseContactAsync);
        services.AddNightlyChore<NotificationStore>("delete old notifications", (store, cancellationToken) => store.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<PushStore>();
        services.AddSingleton<PushSubscriptionStore>();
        services.AddChore<PushSubscriptionStore>(
            "seal devices that a server of before took", (devices, cancellationToken) => devices.SealAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<PushTargets>();
        services.AddSingleton<ServerVapidKey>();
        services.AddSingleton<WebPushClient>();
        services.AddSingleton<OutboxChannel, WebPushChannel>();
        services.AddOptions<PasswordHasherOptions>().Configure(hashing => hashing.IterationCount = PasswordHashes.Iterations).BindConfiguration("Passwords");
        services.AddSingleton<ApiTokenStore>();
        services.AddChore<ApiTokenStore>("delete ended API tokens", (tokens, cancellationToken) => tokens.DeleteEndedAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<Authenticator>();
        services.AddSingleton<DeviceHints>();
        services.AddSingleton<Guesses>();
        services.AddSingleton<GuessStore>();
        services.AddChore<GuessStore>("delete old guesses", (guesses, cancellationToken) => guesses.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<InvitationAcceptance>();
        services.AddSingleton<InvitationStore>();
        services.AddChore<InvitationStore>("delete old invitations", (invitations, cancellationToken) => invitations.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<Letter, InvitationLetter>();
        services.AddSingleton<Letter, PasswordResetLetter>();
        foreach (var change in Enum.GetValues<SecurityChange>())
            services.AddSingleton<Letter>(provider => ActivatorUtilities.CreateInstance<SecurityNoticeLetter>(provider, change));
        services.AddSingleton<MemberStore>();
        services.AddOptionsFor<PasskeyOptions>("Passkeys");
        services.AddOptions<PasskeyOptions>()
            .PostConfigure<IConfiguration, IHostEnvironment>((passkeys, settings, host) => passkeys.Complete(settings["PublicUrl"], host.IsDevelopment()));
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<PasskeyOptions>>((framework, passkeys) => passkeys.Value.Apply(framework));
        services.AddSingleton<PasskeyCeremonies>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<PasskeyProof>();
        services.AddSingleton<PasskeyStore>();
        services.AddNightlyChore<PasskeyStore>(
            "delete old challenges of passkeys", (passkeys, cancellationToken) => passkeys.DeleteOldChallengesAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<PasswordHashes>();
        services.AddSingleton<PasswordProof>();
        services.AddSingleton<PersonProof>();
        services.AddSingleton<PasswordReset>();
        services.AddSingleton<PasswordResetStore>();
        services.AddChore<PasswordResetStore>("delete old password resets", (resets, cancellationToken) => resets.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<PersonStore>();
        services.AddSingleton<SecondFactorStore>();
        services.AddSingleton<SessionStore>();
        services.AddChore<SessionStore>("delete ended sessions", (sessions, cancellationToken) => sessions.DeleteEndedAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<SecurityMail>();
        services.AddSingleton<SignerStore>();
        services.AddSingleton<SignInProof>();
        services.AddSingleton<SitePairing>();
        services.AddSingleton<PairingStore>();
        services.AddChore<PairingStore>("delete old pairing codes", (codes, cancellationToken) => codes.DeleteOldAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<CloneGuard>();
        services.AddSingleton<CopyStore>();
        services.AddSingleton<QuarantineInterceptor>();
        services.AddSingleton<ServerKeyRing>();
        services.AddSingleton<ServerKeySeal>();
        services.AddSingleton<ServerKeyStore>();
        services.AddOptionsFor<SiteOptions>("Sites");
        services.AddSingleton<ICorsPolicyProvider, ShopOrigins>();
        services.AddSingleton<SiteCalls>();
        services.AddSingleton<SiteStore>();
        services.AddChore<SiteStore>("delete ended site tokens", (sites, cancellationToken) => sites.DeleteEndedTokensAcrossTenantsAsync(cancellationToken));
        services.AddSingleton<TenantStore>();
    }

    public static void MapFeatures(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<AbandonedCartService>();
        endpoints.MapGrpcService<AuditService>();
        endpoints.MapGrpcService<ContactService>();
        endpoints.MapGrpcService<EventService>();
        endpoints.MapGrpcService<JourneyService>();
        endpoints.MapGrpcService<NotificationService>();
        endpoints.MapGrpcService<OutboxService>();
        endpoints.MapGrpcService<PushSubscriptionService>();
        endpoints.MapGrpcService<AccountService>();
        endpoints.MapGrpcService<ApiTokenService>();
        endpoints.MapGrpcService<InvitationService>();
        endpoints.MapGrpcService<MemberService>();
        endpoints.MapGrpcService<PasskeyService>();
        endpoints.MapGrpcService<PersonService>();
        endpoints.MapGrpcService<SecondFactorService>();
        endpoints.MapGrpcService<SessionService>();
        endpoints.MapGrpcService<ShopperRightsService>();
        endpoints.MapGrpcService<SignInService>();
        endpoints.MapGrpcService<PairingService>();
        endpoints.MapGrpcService<QuarantineService>();
        endpoints.MapGrpcService<ServerKeyService>();
        endpoints.MapGrpcService<SiteService>();
        endpoints.MapGrpcService<TenantService>();
    }

    public static void AddOptionsFor<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}
