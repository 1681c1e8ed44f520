using Conductor.Hocon.Values;

namespace Conductor.Hocon.Resolving;

/// <summary>One key of one object literal, with the values it was given, the oldest first.</summary>
/// <remarks>A value that can never be seen again, because a later literal hides it, is not kept. So a mistake in it is no mistake.</remarks>
internal sealed class Slot(string name, HoconOrigin keyOrigin, ObjectLiteral? owner)
{
    private readonly List<Expression> _layers = [];
    private Outcome?[]? _known;

    public string Name { get; } = name;

    /// <summary>Where the key was written last.</summary>
    public HoconOrigin KeyOrigin { get; set; } = keyOrigin;

    public IReadOnlyList<Expression> Layers => _layers;

    /// <summary>Index of the newest frame that works on this slot, or -1; written by the resolver only.</summary>
    public int Frame { get; set; } = -1;

    /// <summary>The path from the root, or null inside an array.</summary>
    public HoconPath? Path => owner is null ? HoconPath.Root : owner.Path?.Child(Name);

    /// <summary>Whether a layer is sure to need the ones below it, because it names this very key.</summary>
    public bool LooksBack(int layer) => _layers[layer] switch
    {
        Append => true,
        Concatenation concatenation => Path is { } path && concatenation.Parts.Any(part => part is Substitution self && self.Scope.Concat(self.Path).Equals(path)),
        _ => false,
    };

    /// <summary>Gives the key one more value.</summary>
    public void Add(Expression layer)
    {
        if (layer.IsLiteral) DropHidden(layer);
        _layers.Add(layer);
    }

    /// <summary>The object literal that a further object is merged into.</summary>
    public ObjectLiteral OpenObject(HoconOrigin origin)
    {
        if (_layers is [.., ObjectLiteral open]) return open;
        var literal = new ObjectLiteral(origin, this);
        Add(literal);
        return literal;
    }

    /// <summary>The outcome of the oldest layers, if it is known and depends on nothing unfinished.</summary>
    public Outcome? Known(int layers) => _known?[layers];

    public void Know(int layers, Outcome outcome) => (_known ??= new Outcome?[_layers.Count + 1])[layers] = outcome;

    private void DropHidden(Expression literal)
    {
        // An object merges with what may turn out to be an object; anything else replaces all there was.
        if (literal is not ObjectLiteral || _layers is [.., Constant or ArrayLiteral]) _layers.Clear();
    }
}
