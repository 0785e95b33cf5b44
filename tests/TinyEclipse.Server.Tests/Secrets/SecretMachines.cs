using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Tests.Notifications;
using TinyEclipse.Server.Tests.Pairing;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Tests.Secrets;

/// <summary>A site is paired and gets tokens; a phone takes a push.</summary>
internal sealed class SecretMachines(SecretStory story)
{
    private KnownSecrets Known => story.Known;

    public async Task TellAsync()
    {
        var tenant = await story.Server.NewTenantAsync();
        await PairAsync(new PairingStory(tenant));
        await PushAsync(new PushShop(tenant, story.Pushes));
    }

    private async Task PairAsync(PairingStory pairing)
    {
        var code = Known.Add("pairing code", await pairing.CodeAsync());
        Known.Add("pairing code, typed together", code.Replace("-", "", StringComparison.Ordinal));
        var paired = await pairing.PairAsync(PairingStory.Request(code));
        await pairing.BeatAsync(Known.Add("token of a paired site", paired.SiteToken));
        await pairing.RefusalAsync(PairingStory.Request(Known.Add("wrong pairing code", "3333-7777")));
        var made = await pairing.Sites.CreateSiteTokenAsync(new() { TenantId = pairing.Tenant.Id, SiteId = paired.SiteId });
        Known.Add("made site token", made.Token);
        var rotate = new RotateSiteTokenRequest { TenantId = pairing.Tenant.Id, SiteId = paired.SiteId, SiteTokenId = made.Id };
        Known.Add("rotated site token", (await pairing.Sites.RotateSiteTokenAsync(rotate)).Token);
    }

    private async Task PushAsync(PushShop shop)
    {
        var device = await shop.SubscribeAsync(name: "Toestel");
        Known.Add("address of a device", device.Endpoint.AbsolutePath);
        Known.Add("p256dh of a device", device.Subscription().P256Dh.ToByteArray());
        Known.Add("auth of a device", device.Subscription().Auth.ToByteArray());
        await shop.SendTestAsync();
        await shop.MessageAsync(OutboxState.Delivered);
        Known.Add("Authorization of a push", (await device.NextAsync()).Authorization);
    }
}
