using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using TinyEclipse.Audit.V1;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Notifications.V1;
using TinyEclipse.People.V1;
using TinyEclipse.Shop.V1;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Client;

/// <summary>The whole API over one connection. Thread-safe; make one and keep it.</summary>
public sealed class TinyEclipseClient : IDisposable
{
    private readonly GrpcChannel? _channel;

    /// <summary>For a caller who brings a channel of their own; <see cref="Connect"/> is the usual way.</summary>
    public TinyEclipseClient(CallInvoker invoker)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        Tenants = new TenantService.TenantServiceClient(invoker);
        Pairing = new PairingService.PairingServiceClient(invoker);
        Quarantine = new QuarantineService.QuarantineServiceClient(invoker);
        ServerKeys = new ServerKeyService.ServerKeyServiceClient(invoker);
        Sites = new SiteService.SiteServiceClient(invoker);
        Carts = new AbandonedCartService.AbandonedCartServiceClient(invoker);
        Contacts = new ContactService.ContactServiceClient(invoker);
        ShopperRights = new ShopperRightsService.ShopperRightsServiceClient(invoker);
        Journey = new JourneyService.JourneyServiceClient(invoker);
        Notifications = new NotificationService.NotificationServiceClient(invoker);
        PushSubscriptions = new PushSubscriptionService.PushSubscriptionServiceClient(invoker);
        Outbox = new OutboxService.OutboxServiceClient(invoker);
        Events = new EventService.EventServiceClient(invoker);
        ApiTokens = new ApiTokenService.ApiTokenServiceClient(invoker);
        Persons = new PersonService.PersonServiceClient(invoker);
        Members = new MemberService.MemberServiceClient(invoker);
        Invitations = new InvitationService.InvitationServiceClient(invoker);
        SignIn = new SignInService.SignInServiceClient(invoker);
        Sessions = new SessionService.SessionServiceClient(invoker);
        Audit = new AuditService.AuditServiceClient(invoker);
        Account = new AccountService.AccountServiceClient(invoker);
        SecondFactor = new SecondFactorService.SecondFactorServiceClient(invoker);
        Passkeys = new PasskeyService.PasskeyServiceClient(invoker);
    }

    private TinyEclipseClient(GrpcChannel channel, Interceptor callDefaults)
        : this(channel.Intercept(callDefaults)) => _channel = channel;

    public TenantService.TenantServiceClient Tenants { get; }

    public PairingService.PairingServiceClient Pairing { get; }

    public QuarantineService.QuarantineServiceClient Quarantine { get; }

    public ServerKeyService.ServerKeyServiceClient ServerKeys { get; }

    public SiteService.SiteServiceClient Sites { get; }

    public AbandonedCartService.AbandonedCartServiceClient Carts { get; }

    public ContactService.ContactServiceClient Contacts { get; }

    public ShopperRightsService.ShopperRightsServiceClient ShopperRights { get; }

    public JourneyService.JourneyServiceClient Journey { get; }

    public NotificationService.NotificationServiceClient Notifications { get; }

    public PushSubscriptionService.PushSubscriptionServiceClient PushSubscriptions { get; }

    public OutboxService.OutboxServiceClient Outbox { get; }

    public EventService.EventServiceClient Events { get; }

    public ApiTokenService.ApiTokenServiceClient ApiTokens { get; }

    public PersonService.PersonServiceClient Persons { get; }

    public MemberService.MemberServiceClient Members { get; }

    public InvitationService.InvitationServiceClient Invitations { get; }

    public SignInService.SignInServiceClient SignIn { get; }

    public SessionService.SessionServiceClient Sessions { get; }

    public AuditService.AuditServiceClient Audit { get; }

    public AccountService.AccountServiceClient Account { get; }

    public SecondFactorService.SecondFactorServiceClient SecondFactor { get; }

    public PasskeyService.PasskeyServiceClient Passkeys { get; }

    /// <summary>Prepares a connection; it is opened by the first call, and again whenever it breaks.</summary>
    /// <exception cref="ArgumentException">The address is no http or https address, or the token would travel in clear text.</exception>
    public static TinyEclipseClient Connect(TinyEclipseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ServerAddress.ThrowIfUnsafe(options);
        var channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = NewHandler(options),
            DisposeHttpClient = true,
            ServiceConfig = ReadRetries.For(options.MaxReadAttempts),
        });
        return new TinyEclipseClient(channel, new CallDefaults(options.Token, options.Deadline, TimeProvider.System));
    }

    public void Dispose() => _channel?.Dispose();

    /// <summary>Pings tell a silent stream from a dead connection.</summary>
    private static SocketsHttpHandler NewHandler(TinyEclipseOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };
}
