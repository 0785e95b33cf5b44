using Grpc.Core;
using Grpc.Core.Interceptors;
using TinyEclipse.Client;
using TinyEclipse.Notifications.V1;
using TinyEclipse.People.V1;

namespace TinyEclipse.Cli.Tests.Client;

public sealed class CallDefaultsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly RecordingInvoker _sent = new();

    [Fact]
    public async Task A_call_carries_the_token_and_a_deadline()
    {
        await NewClient("te_api_secret").Persons.GetMeAsync(new GetMeRequest());

        Assert.Equal("Bearer te_api_secret", _sent.Header("authorization"));
        Assert.Equal(Now.UtcDateTime.AddSeconds(30), _sent.Options.Deadline);
    }

    [Fact]
    public void A_blocking_call_carries_them_too()
    {
        NewClient("te_api_secret").Persons.GetMe(new GetMeRequest());

        Assert.Equal("Bearer te_api_secret", _sent.Header("authorization"));
        Assert.Equal(Now.UtcDateTime.AddSeconds(30), _sent.Options.Deadline);
    }

    [Fact]
    public void A_stream_carries_the_token_and_lasts()
    {
        using var call = NewClient("te_api_secret").Events.WatchEvents(new WatchEventsRequest());

        Assert.Equal("Bearer te_api_secret", _sent.Header("authorization"));
        Assert.Null(_sent.Options.Deadline);
    }

    [Fact]
    public async Task What_the_caller_set_stays()
    {
        var headers = new Metadata { { "authorization", "Bearer own" }, { "x-trace", "7" } };

        await NewClient("te_api_secret").Persons.GetMeAsync(new GetMeRequest(), headers, Now.UtcDateTime.AddSeconds(1));

        Assert.Equal("Bearer own", _sent.Header("authorization"));
        Assert.Equal(Now.UtcDateTime.AddSeconds(1), _sent.Options.Deadline);
    }

    [Fact]
    public async Task The_headers_of_the_caller_are_copied_and_not_changed()
    {
        var headers = new Metadata { { "x-trace", "7" } };

        await NewClient("te_api_secret").Persons.GetMeAsync(new GetMeRequest(), headers);

        Assert.Equal("7", _sent.Header("x-trace"));
        Assert.Single(headers);
    }

    [Fact]
    public async Task Without_a_token_there_is_no_header()
    {
        await NewClient(token: null).Persons.GetMeAsync(new GetMeRequest());

        Assert.Null(_sent.Header("authorization"));
    }

    private TinyEclipseClient NewClient(string? token) =>
        new(_sent.Intercept(new CallDefaults(token, TimeSpan.FromSeconds(30), new TestTime(Now))));
}
