using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

public static partial class CartRules
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(90);
    private static readonly TimeSpan ForgetAnonymousAfter = TimeSpan.FromDays(30);

    /// <summary>The cart after all that has come due, each step at its own time, and when the next one is.</summary>
    public static Cart Judge(Cart cart, CartPolicy policy, DateTimeOffset now)
    {
        var next = NextStep(cart, policy);
        while (next?.At <= now)
        {
            cart = next.Cart;
            next = NextStep(cart, policy);
        }

        return cart with { JudgeAt = next?.At };
    }

    private static Step? NextStep(Cart cart, CartPolicy policy)
    {
        var (aging, forgetting) = (Aging(cart, policy), Forgetting(cart));
        return forgetting is null || aging?.At <= forgetting.At ? aging : forgetting;
    }

    private static Step? Aging(Cart cart, CartPolicy policy) => cart.State switch
    {
        CartState.Active => new(cart.ActivityAt + IdleAfter, cart with { State = CartState.Idle }),
        CartState.Idle => new(cart.ActivityAt + policy.AbandonAfter, Leave(cart, policy)),
        CartState.Abandoned => new(cart.AbandonedAt!.Value + Cart.LostAfter, cart with { State = CartState.Lost }),
        _ => null,
    };

    private static Cart Leave(Cart cart, CartPolicy policy) => policy.MayTell
        ? cart with { State = CartState.Abandoned, AbandonedAt = cart.ActivityAt + policy.AbandonAfter }
        : cart with { State = CartState.Suppressed };

    private static Step? Forgetting(Cart cart)
    {
        if (cart.Shopper == Shopper.Unknown)
            return null;

        var kept = cart.ContactId is null ? ForgetAnonymousAfter : ForgetAfter;
        return new(cart.ActivityAt + kept, cart with { Shopper = Shopper.Unknown });
    }

    private sealed record Step(DateTimeOffset At, Cart Cart);
}
