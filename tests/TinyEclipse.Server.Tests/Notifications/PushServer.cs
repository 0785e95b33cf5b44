using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Tenants.V1;
using NotificationService = TinyEclipse.Notifications.V1.NotificationService;
using PushSubscriptionService = TinyEclipse.Notifications.V1.PushSubscriptionService;

namespace TinyEclipse.Server.Tests.Notifications;

/// <summary>A server that is quick to try again and to lose patience, on a database of its own, and a push service beside it.</summary>
public sealed class PushServer(TestServer tests) : IAsyncLifetime
{
    public static readonly Dictionary<string, string?> Impatient = new(StringComparer.Ordinal)
    {
        ["Outbox:FirstRetrySeconds"] = "0.2",
        ["Outbox:PollSeconds"] = "0.05",
        ["Push:TimeoutSeconds"] = "1",
        ["Push:Subject"] = "mailto:hallo@example.be",
        ["Push:PortalOrigin"] = "https://portal.example.be",
    };

    private string _database = "";

    public TestServer Tests => tests;

    public RunningServer Server { get; private set; } = null!;

    public TestPushService Pushes { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Pushes = await TestPushService.StartAsync();
        _database = await tests.NewDatabaseAsync();
        Server = await TestServer.StartAsync(_database, settings: Impatient);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Pushes.DisposeAsync();
    }

    /// <summary>What no method of the server does yet.</summary>
    public async Task ExecuteAsOwnerAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<PushShop> NewShopAsync(Plan plan = Plan.Pro) => new(await Server.NewTenantAsync(plan), Pushes);
}

/// <summary>What the tests of pushes do with a tenant.</summary>
public sealed record PushShop(TestTenant Tenant, TestPushService Pushes)
{
    public PushSubscriptionService.PushSubscriptionServiceClient Subscriptions(TestCaller? caller = null) => new((caller ?? Tenant.Owner).Grpc);

    public OutboxService.OutboxServiceClient Outbox(TestCaller? caller = null) => new((caller ?? Tenant.Owner).Grpc);

    public NotificationService.NotificationServiceClient Notifications(TestCaller? caller = null) => new((caller ?? Tenant.Owner).Grpc);

    public async Task<TestDevice> SubscribeAsync(TestCaller? caller = null, string name = "")
    {
        var device = Pushes.NewDevice();
        await Subscriptions(caller).CreatePushSubscriptionAsync(new() { TenantId = Tenant.Id, PushSubscription = device.Subscription(name) });
        return device;
    }

    public async Task<SendTestPushResponse> SendTestAsync(TestCaller? caller = null) =>
        await Subscriptions(caller).SendTestPushAsync(new() { TenantId = Tenant.Id });

    /// <summary>Tells the tenant of an abandoned cart, as the judge of carts does.</summary>
    public Task<int> AbandonCartAsync(Guid? cart = null, DateTimeOffset? at = null, string shopper = "an@example.be") =>
        NotifyAsync([NotificationDraft.AbandonedCart(cart ?? Guid.NewGuid(), at ?? DateTimeOffset.UnixEpoch, 4500, "EUR", shopper, contactId: null)]);

    /// <summary>The same of several at once.</summary>
    public Task<int> AbandonCartsAsync(int count) =>
        NotifyAsync([.. Enumerable.Range(1, count).Select(number =>
            NotificationDraft.AbandonedCart(Guid.NewGuid(), DateTimeOffset.UnixEpoch, number * 100, "EUR", "an@example.be", contactId: null))]);

    private async Task<int> NotifyAsync(IReadOnlyList<NotificationDraft> drafts)
    {
        var services = Tenant.Server.Services;
        await using var transaction = await services.GetRequiredService<TenantDatabase>().BeginAsync(Tenant.Tenant, CancellationToken.None);
        var told = await services.GetRequiredService<NotificationSender>().NotifyTenantAsync(transaction, drafts, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return told;
    }

    public async Task<IReadOnlyList<OutboxMessage>> MessagesAsync(OutboxState state = OutboxState.Unspecified) =>
        (await Outbox().ListOutboxMessagesAsync(new() { TenantId = Tenant.Id, State = state })).Messages;

    public async Task<IReadOnlyList<PushSubscription>> DevicesAsync(TestCaller? caller = null) =>
        (await Subscriptions(caller).ListPushSubscriptionsAsync(new() { TenantId = Tenant.Id })).PushSubscriptions;

    /// <summary>Puts another address under the tenant's devices, past the checks of the front door.</summary>
    public async Task SetEndpointsAsync(Uri endpoint)
    {
        var targets = Tenant.Server.Services.GetRequiredService<PushTargets>();
        await using var transaction = await Tenant.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(Tenant.Tenant, CancellationToken.None);
        foreach (var target in await transaction.QueryAsync<byte[]>("select target from push_subscriptions", null, CancellationToken.None))
        {
            var elsewhere = targets.Seal(Tenant.Tenant, targets.Open(Tenant.Tenant, target) with { Endpoint = endpoint });
            await transaction.ExecuteAsync("update push_subscriptions set target = @elsewhere where target = @target", new { elsewhere, target }, CancellationToken.None);
        }
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Lets the next tries begin at once: after a few of them the waits are longer than a test's patience.</summary>
    public Task MakeDueAsync() => ExecuteAsync("update outbox_messages set next_attempt_at = now()");

    /// <summary>Until when the last of the tenant's messages may be tried.</summary>
    public Task<DateTime> LatestExpiryAsync() => QueryAsync<DateTime>("select max(expires_at) from outbox_messages");

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var transaction = await Tenant.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(Tenant.Tenant, CancellationToken.None);
        return await transaction.QuerySingleAsync<T>(sql, null, CancellationToken.None);
    }

    public async Task ExecuteAsync(string sql, object? arguments = null)
    {
        await using var transaction = await Tenant.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(Tenant.Tenant, CancellationToken.None);
        await transaction.ExecuteAsync(sql, arguments, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Waits until the tenant's only message stands so.</summary>
    public Task<OutboxMessage> MessageAsync(OutboxState state) => MessageAsync(message => message.State == state);

    public async Task<OutboxMessage> MessageAsync(Func<OutboxMessage, bool> isAsExpected)
    {
        OutboxMessage? message = null;
        await Eventually.HoldsAsync(async () => isAsExpected(message = Assert.Single(await MessagesAsync())), () => $"the message is {message}");
        return message!;
    }
}
