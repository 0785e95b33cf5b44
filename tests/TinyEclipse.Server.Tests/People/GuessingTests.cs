using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Grpc.Core;
using TinyEclipse.People.V1;

namespace TinyEclipse.Server.Tests.People;

/// <summary>A password-guessing run, in a day that passes in seconds, against the server as it is.</summary>
public sealed class GuessingTests(ClockedServer clocked) : IClassFixture<ClockedServer>
{
    private const int Addresses = 20;
    private readonly TestClock _clock = clocked.Clock;
    private readonly RunningServer _server = clocked.Server;

    [Fact]
    public async Task Ten_thousand_guesses_slow_to_a_crawl_while_the_owner_gets_in()
    {
        const int Rounds = 500;
        var owner = await TestPerson.NewAsync(_server);
        var hint = (await owner.SignInAsync()).DeviceHint;
        var guessers = Enumerable.Range(0, Addresses).Select(number => ClientFrom($"127.0.7.{number + 1}")).ToList();

        var answers = new List<HttpStatusCode>();
        for (var round = 0; round < Rounds; round++)
        {
            answers.AddRange(await Task.WhenAll(guessers.Select((guesser, number) => GuessAsync(guesser, owner.Email, $"guess {round} {number}"))));
            _clock.Advance(TimeSpan.FromDays(1) / Rounds);
            if (round % 50 == 0)
                await TestPerson.DoorOf(_server).SignInAsync(new(owner.Request) { DeviceHint = hint });
        }

        Assert.Equal(10_000, answers.Count);
        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests));
        // Of ten thousand tries so many were looked at: some at first, and four an hour from then on.
        Assert.InRange(answers.Count(answer => answer == HttpStatusCode.Unauthorized), 21, 21 + 10 + (4 * 24));

        // At a new device the owner waits with the guessers, but never long, and never for good.
        var wait = await WaitAskedAsync(owner);
        Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromMinutes(15));
        _clock.Advance(wait);
        await owner.SignInAsync();
    }

    [Fact]
    public async Task Many_guesses_at_once_gain_nothing()
    {
        var owner = await TestPerson.NewAsync(_server);
        var guesser = ClientFrom("127.0.8.1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => GuessAsync(guesser, owner.Email, $"guess {number}")));

        Assert.Equal(6, answers.Count(answer => answer == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_guesser_at_one_address_does_not_hold_up_the_owner_at_another()
    {
        var owner = await TestPerson.NewAsync(_server);
        var guesser = ClientFrom("127.0.9.1");
        for (var guess = 0; guess < 200; guess++)
        {
            await GuessAsync(guesser, owner.Email, $"guess {guess}");
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await owner.SignInAsync();
    }

    [Fact]
    public async Task An_address_that_tries_many_accounts_is_slowed_down_too()
    {
        var guesser = ClientFrom("127.0.10.1");

        var answers = new List<HttpStatusCode>();
        for (var account = 0; account < 60; account++)
            answers.Add(await GuessAsync(guesser, $"{account}-{Guid.NewGuid():n}@example.be", "praline vijver"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_is_slowed_down_as_one_that_does()
    {
        var (known, guesser) = (await TestPerson.NewAsync(_server), ClientFrom("127.0.11.1"));
        foreach (var email in new[] { known.Email, $"{Guid.NewGuid():n}@example.be" })
        {
            var answers = new List<HttpStatusCode>();
            for (var guess = 0; guess < 8; guess++)
                answers.Add(await GuessAsync(guesser, email, $"guess {guess}"));
            Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 6), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
        }
    }

    [Fact]
    public async Task A_hint_is_good_for_its_own_account_only_and_holds_no_endless_guesses()
    {
        var (mine, theirs) = (await TestPerson.NewAsync(_server), await TestPerson.NewAsync(_server));
        var hint = (await mine.SignInAsync()).DeviceHint;

        var answers = new List<StatusCode>();
        for (var guess = 0; guess < 40; guess++)
            answers.Add(await StatusAsync(new() { Email = mine.Email, Password = $"guess {guess}", DeviceHint = hint }));
        Assert.Equal(11 + 6, answers.Count(answer => answer == StatusCode.Unauthenticated)); // as a device, and then as a stranger

        answers.Clear();
        for (var guess = 0; guess < 20; guess++)
            answers.Add(await StatusAsync(new() { Email = theirs.Email, Password = $"guess {guess}", DeviceHint = hint }));
        Assert.Equal(6, answers.Count(answer => answer == StatusCode.Unauthenticated));
    }

    [Fact]
    public async Task The_answer_says_how_long_to_wait()
    {
        var (owner, guesser) = (await TestPerson.NewAsync(_server), ClientFrom("127.0.12.1"));
        for (var guess = 0; guess < 6; guess++)
            await GuessAsync(guesser, owner.Email, "wrong");

        using var answer = await guesser.PostAsJsonAsync("/api/portal/sign-in", new { email = owner.Email, password = owner.Password });

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        var details = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["details"]!.AsArray();
        Assert.Equal("TOO_MANY_ATTEMPTS", (string?)details[0]!["reason"]);
        Assert.Equal(("type.googleapis.com/google.rpc.RetryInfo", "1s"), ((string?)details[1]!["@type"], (string?)details[1]!["retryDelay"] ?? (string?)details[1]!["retry_delay"]));
    }

    private static async Task<HttpStatusCode> GuessAsync(HttpClient guesser, string email, string password)
    {
        using var answer = await guesser.PostAsJsonAsync("/api/portal/sign-in", new { email, password });
        return answer.StatusCode;
    }

    private async Task<StatusCode> StatusAsync(SignInRequest request)
    {
        try
        {
            await TestPerson.DoorOf(_server).SignInAsync(request);
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }

    private static async Task<TimeSpan> WaitAskedAsync(TestPerson person)
    {
        try
        {
            await person.SignInAsync();
            return TimeSpan.Zero;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.ResourceExhausted)
        {
            return refused.RetryDelay();
        }
    }

    /// <summary>Linux takes the whole of 127.0.0.0/8 for this machine, so a guesser can have an address of his own.</summary>
    private HttpClient ClientFrom(string address)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = _server.HttpAddress };
    }
}
