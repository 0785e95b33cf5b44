using System.Net.Http.Json;
using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Tests.Mail;
using OutboxClient = TinyEclipse.Notifications.V1.OutboxService.OutboxServiceClient;

namespace TinyEclipse.Server.Tests.People;

public sealed class PasswordResetTests(MailedServer mailed, TestServer server) : IClassFixture<MailedServer>
{
    private const string NewPassword = "een ander mooi woord";
    private readonly RunningServer _server = mailed.Server;

    private TinyEclipse.People.V1.SignInService.SignInServiceClient Door => TestPerson.DoorOf(_server);

    [Fact]
    public async Task A_link_by_mail_sets_a_new_password_once_and_ends_all_sessions()
    {
        var person = await TestPerson.NewAsync(_server);
        var session = await person.SignedInAsync();
        await Door.RequestPasswordResetAsync(new() { Email = person.Email });
        var mail = await mailed.Mail.NextToAsync(person.Email);
        Assert.Equal("Een nieuw wachtwoord kiezen", mail.Subject);
        Assert.Contains("https://hub.example/reset-password?token=te_reset_", mail.Text, StringComparison.Ordinal);

        var weak = await RefusedAsync(() => Door.ResetPasswordAsync(new() { Token = mail.Token, NewPassword = "kort" }));
        Assert.Equal(["new_password"], weak.Fields());
        var answer = await Door.ResetPasswordAsync(new() { Token = mail.Token, NewPassword = NewPassword });

        Assert.Equal("CREDENTIAL_INVALID", (await RefusedAsync(() => session.Persons().GetMeAsync(new()))).Reason());
        await Door.SignInAsync(new(person.Request) { Password = NewPassword, DeviceHint = answer.DeviceHint });
        Assert.Equal("LINK_INVALID", (await RefusedAsync(() => Door.ResetPasswordAsync(new() { Token = mail.Token, NewPassword = NewPassword }))).Reason());
    }

    [Fact]
    public async Task A_link_is_good_for_an_hour()
    {
        var person = await TestPerson.NewAsync(_server);
        await Door.RequestPasswordResetAsync(new() { Email = person.Email });
        var mail = await mailed.Mail.NextToAsync(person.Email);

        mailed.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("LINK_INVALID", (await RefusedAsync(() => Door.ResetPasswordAsync(new() { Token = mail.Token, NewPassword = NewPassword }))).Reason());
    }

    [Fact]
    public async Task Asking_shows_nothing_of_whether_there_is_an_account()
    {
        var person = await TestPerson.NewAsync(_server);
        var answers = new List<string>();
        foreach (var email in new[] { person.Email, $"{Guid.NewGuid():n}@example.be" })
        {
            using var answer = await _server.As("").Http.PostAsJsonAsync("/api/portal/password-reset", new { email });
            answers.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        Assert.Equal(["200 {}", "200 {}"], answers);

        await mailed.Mail.NextToAsync(person.Email);
        var outbox = new OutboxClient((await _server.NewOperatorAsync()).Grpc);
        await Eventually.HoldsAsync(async () => (await outbox.ListOutboxMessagesAsync(new() { TenantId = Guid.Empty.ToString(), State = OutboxState.Cancelled })).Messages.Count > 0);
    }

    [Fact]
    public async Task A_mailbox_is_not_filled()
    {
        var person = await TestPerson.NewAsync(_server);
        for (var time = 0; time < 30; time++)
            await Door.RequestPasswordResetAsync(new() { Email = person.Email });

        await mailed.Mail.NextToAsync(person.Email);
        await Task.Delay(500);

        Assert.InRange(mailed.Mail.Mails.Count(mail => new ReceivedMail(mail).To == person.Email), 1, 4);
    }

    [Fact]
    public async Task Without_a_mail_server_mail_waits_and_says_so()
    {
        await using var own = await TestServer.StartAsync(await server.NewDatabaseAsync());
        var person = await TestPerson.NewAsync(own);

        await TestPerson.DoorOf(own).RequestPasswordResetAsync(new() { Email = person.Email });

        var outbox = new OutboxClient((await own.NewOperatorAsync()).Grpc);
        OutboxMessage? waiting = null;
        await Eventually.HoldsAsync(async () =>
        {
            waiting = (await outbox.ListOutboxMessagesAsync(new() { TenantId = Guid.Empty.ToString() })).Messages.SingleOrDefault(message => message.LastError.Length > 0);
            return waiting is not null;
        });
        Assert.Equal((OutboxKind.Mail, OutboxState.Pending, 0, "example.be"), (waiting!.Kind, waiting.State, waiting.AttemptCount, waiting.Destination));
        Assert.Equal("no mail server is configured: set Mail:Host and Mail:From", waiting.LastError);
    }

    private static Task<RpcException> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) => Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync);
}
