namespace Conductor.OllamaSim.Models;

/// <summary>The models on disk, found by any spelling of their names.</summary>
internal sealed class ModelShelf
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimModel> _models = [];

    public ModelShelf(IEnumerable<SimModel> models)
    {
        foreach (var model in models) Put(model);
    }

    public IReadOnlyList<SimModel> All
    {
        get { lock (_gate) return [.. _models.Values]; }
    }

    public SimModel? Find(string name)
    {
        lock (_gate) return _models.GetValueOrDefault(ModelName.Canonical(name));
    }

    public void Put(SimModel model)
    {
        lock (_gate) _models[ModelName.Canonical(model.Name)] = model with { Name = ModelName.WithTag(model.Name) };
    }

    public bool Remove(string name)
    {
        lock (_gate) return _models.Remove(ModelName.Canonical(name));
    }
}
