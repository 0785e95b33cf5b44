using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Cli.Tests.Client;

public sealed class PatienceTests
{
    [Fact]
    public async Task A_read_is_tried_again_while_the_server_is_away()
    {
        await using var server = await MoodyServer.StartAsync(failures: 2);
        using var client = server.Connect();

        Assert.Equal("An", (await client.Persons.GetMeAsync(new GetMeRequest())).DisplayName);
        Assert.Equal(3, server.CallCount);
    }

    [Fact]
    public async Task A_write_is_not()
    {
        await using var server = await MoodyServer.StartAsync(failures: 2);
        using var client = server.Connect();

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.Tenants.CreateTenantAsync(new CreateTenantRequest()).ResponseAsync);

        Assert.Equal((StatusCode.Unavailable, 1), (failure.StatusCode, server.CallCount));
    }

    [Fact]
    public async Task Retries_end_and_can_be_switched_off()
    {
        await using var server = await MoodyServer.StartAsync(failures: int.MaxValue);
        using var client = server.Connect(maxReadAttempts: 3);
        using var hasty = server.Connect(maxReadAttempts: 1);

        await Assert.ThrowsAsync<RpcException>(() => client.Persons.GetMeAsync(new GetMeRequest()).ResponseAsync);
        Assert.Equal(3, server.CallCount);
        await Assert.ThrowsAsync<RpcException>(() => hasty.Persons.GetMeAsync(new GetMeRequest()).ResponseAsync);
        Assert.Equal(4, server.CallCount);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline()
    {
        await using var server = await MoodyServer.StartAsync(isSilent: true);
        using var client = server.Connect(deadline: TimeSpan.FromMilliseconds(300));

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.Persons.GetMeAsync(new GetMeRequest()).ResponseAsync.WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }
}
