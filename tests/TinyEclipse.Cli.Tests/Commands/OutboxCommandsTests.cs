using Google.Protobuf;
using TinyEclipse.Cli.Push;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class OutboxCommandsTests(TestServer server)
{
    [Fact]
    public async Task A_push_that_was_given_up_is_tried_again_on_demand()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);
        using var keys = DeviceKeys.Create();
        using var endpoint = PushEndpoint.Open();
        await SubscribeAsync(tenant, keys, endpoint);

        var answer = "not the server I know";
        using var stop = new CancellationTokenSource();
        var pushes = TakeAsync(endpoint, () => answer, stop.Token);
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("push", "test"));
        var dead = await MessageAsync(shell, "dead");
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("outbox", "list"));
        Assert.Contains("dead", shell.Output, StringComparison.Ordinal);

        answer = null;
        Assert.Equal("OUTBOX_STATE_PENDING", (string?)(await shell.JsonAsync("outbox", "retry", dead))["state"]);
        Assert.Equal(dead, await MessageAsync(shell, "delivered"));

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("outbox", "retry", dead));
        Assert.Equal(Words.OutboxMessageNotDead, shell.Error.Trim());
        await stop.CancelAsync();
        Assert.Equal(2, await pushes);
    }

    private static async Task SubscribeAsync(TestTenant tenant, DeviceKeys keys, PushEndpoint endpoint)
    {
        var subscription = new PushSubscription
        {
            Endpoint = endpoint.Url,
            P256Dh = ByteString.CopyFrom(keys.PublicKey),
            Auth = ByteString.CopyFrom(keys.AuthSecret),
        };
        var client = new PushSubscriptionService.PushSubscriptionServiceClient(tenant.Owner.Grpc);
        await client.CreatePushSubscriptionAsync(new() { TenantId = tenant.Id, PushSubscription = subscription });
    }

    private static async Task<int> TakeAsync(PushEndpoint endpoint, Func<string?> answer, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in endpoint.ReceiveAsync(_ => answer(), cancellationToken))
            count++;
        return count;
    }

    private static async Task<string> MessageAsync(TestShell shell, string state)
    {
        var id = "";
        await Eventually.HoldsAsync(async () =>
        {
            var messages = (await shell.JsonAsync("outbox", "list", "--state", state))["messages"]!.AsArray();
            id = messages.Count > 0 ? (string)messages[0]!["id"]! : "";
            return id.Length > 0;
        });
        return id;
    }
}
